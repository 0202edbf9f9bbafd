package dev.sluice.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.common.FieldChange;
import dev.sluice.common.Unstructured;
import dev.sluice.traffic.istio.IstioMesh;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoredWriteTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final DesiredObject RULE =
      IstioMesh.INSTANCE.router().render(Intents.atRest(Map.of())).get(0);
  private static final DesiredObject ROUTE =
      IstioMesh.INSTANCE.router().render(Intents.atRest(Map.of())).get(1);

  @Test
  void whatIsStoredAsItIsSentIsNone() {
    Map<String, Object> returned = Unstructured.copy(ROUTE.body());
    Unstructured.map(returned, "metadata").put("resourceVersion", "7");
    Unstructured.map(returned, "metadata", "labels").put("team", "shop");
    assertThat(StoredWrite.of(ROUTE.body(), returned, Optional.empty(), NOW)).isEmpty();
  }

  @Test
  void pausesGrowAndAreBounded() {
    Map<String, Object> returned = Unstructured.copy(ROUTE.body());
    Unstructured.map(returned, "spec").put("gateways", List.of("edge"));
    Optional<StoredWrite> write = Optional.empty();
    List<Duration> pauses = new ArrayList<>();
    for (int attempt = 0; attempt < 12; attempt++) {
      write = StoredWrite.of(ROUTE.body(), returned, write, NOW);
      pauses.add(Duration.between(NOW, write.orElseThrow().retryAt(false)));
    }
    assertThat(pauses).isSorted().startsWith(Duration.ofSeconds(10), Duration.ofSeconds(20));
    assertThat(pauses).endsWith(Duration.ofHours(1), Duration.ofHours(1));
    assertThat(write.orElseThrow().retryAt(true)).isEqualTo(NOW.plus(Duration.ofMinutes(1)));
  }

  @ParameterizedTest
  @CsvSource({
    "spec.hosts, true",
    "spec.gateways, true",
    "spec.exportTo, true",
    "spec.http, true",
    "spec.http[1], true",
    "spec.http[0].match[0].headers, true",
    "spec.http[0].route[1].weight, true",
    "spec.http[0].mirrors[0], true",
    "spec, true",
    "spec.http[0].timeout, false",
    "spec.http[0].retries.attempts, false",
    "spec.http[0].name, false",
    "metadata.labels[sluice.dev/release], false"
  })
  void aVirtualServiceSaysWhereRequestsGoInTheseFields(String path, boolean moves) {
    assertThat(IstioMesh.INSTANCE.router().movesRequests(ROUTE.key().kind(), path))
        .isEqualTo(moves);
  }

  @ParameterizedTest
  @CsvSource({
    "spec.host, true",
    "spec.exportTo[0], true",
    "spec.subsets[0].labels.app, true",
    "spec.subsets, true",
    "spec.workloadSelector, true",
    "spec.trafficPolicy.tls.mode, false"
  })
  void aDestinationRuleSaysItInThese(String path, boolean moves) {
    assertThat(IstioMesh.INSTANCE.router().movesRequests(RULE.key().kind(), path)).isEqualTo(moves);
  }

  /** The checkpoint stays small, whatever a webhook writes; what stops a release comes first. */
  @Test
  void theRecordIsBoundedAndKeepsWhatMatters() {
    List<FieldChange> changes =
        new ArrayList<>(
            IntStream.range(0, 500)
                .mapToObj(i -> new FieldChange("spec." + "x".repeat(300) + i, "a", "b"))
                .toList());
    changes.add(new FieldChange("spec.gateways", "none", "[edge]"));
    AlteredObject record =
        AlteredObject.of(
            ROUTE.key(),
            new StoredWrite("sent", "stored", changes, 1, NOW),
            IstioMesh.INSTANCE.router());
    assertThat(record.movesRequests()).isTrue();
    assertThat(record.fields().get(0)).isEqualTo("spec.gateways (sent none, stored [edge])");
    assertThat(record.fields()).hasSize(9).last().isEqualTo("493 more");
    assertThat(record.toString()).hasSizeLessThan(1600);
  }
}
