package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.v1alpha1.CanaryRelease;
import dev.sluice.common.ObjectKey;
import dev.sluice.common.ReleaseRef;
import dev.sluice.common.Unstructured;
import dev.sluice.operator.MeshKinds;
import dev.sluice.plan.Change;
import dev.sluice.traffic.ManagedObject;
import dev.sluice.traffic.StoredWrite;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AlteredWritesTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final ObjectKey KEY =
      new ObjectKey(MeshKinds.of("VirtualService"), "shop", "users");

  private final AlteredWrites writes = new AlteredWrites();
  private final CanaryRelease release = release();

  @Test
  void countsWritesThatAreChangedAgain() {
    Change.Apply first = apply("users");
    assertThat(writes.written(release, first, changed(first), NOW))
        .map(StoredWrite::attempts)
        .contains(1);
    assertThat(writes.written(release, first, changed(first), NOW))
        .map(StoredWrite::attempts)
        .contains(2);
    Change.Apply other = apply("other");
    assertThat(writes.written(release, other, changed(other), NOW))
        .as("another spec is a first attempt")
        .map(StoredWrite::attempts)
        .contains(1);
    assertThat(writes.of(release)).containsOnlyKeys(KEY);
  }

  @Test
  void whatIsStoredAsItIsSentOrDeletedIsNotKept() {
    Change.Apply change = apply("users");
    writes.written(release, change, changed(change), NOW);
    assertThat(writes.written(release, change, change.object(), NOW)).isEmpty();
    assertThat(writes.of(release)).isEmpty();

    writes.written(release, change, changed(change), NOW);
    writes.written(release, new Change.Delete(KEY, "u", "1", ""), Map.of(), NOW);
    assertThat(writes.of(release)).isEmpty();

    writes.written(release, change, changed(change), NOW);
    writes.forget(release);
    assertThat(writes.of(release)).isEmpty();
  }

  private static Change.Apply apply(String host) {
    Map<String, Object> object =
        ManagedObject.of(
            KEY,
            new ReleaseRef("shop", "users", "sluice-system/sluice", "users", "users"),
            Map.of("hosts", List.of(host)));
    return new Change.Apply(KEY, object, Map.of(), "");
  }

  private static Map<String, Object> changed(Change.Apply change) {
    Map<String, Object> stored = Unstructured.copy(change.object());
    Unstructured.map(stored, "spec").put("gateways", List.of("edge"));
    return stored;
  }

  private static CanaryRelease release() {
    CanaryRelease release = new CanaryRelease();
    release.setMetadata(new ObjectMetaBuilder().withName("users").withUid("u").build());
    return release;
  }
}
