package dev.sluice.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.v1alpha1.Phase;
import dev.sluice.common.ObjectKey;
import dev.sluice.common.ResourceKind;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RemovalTest extends LifecycleFixture {
  private static final ObjectKey PUBLIC =
      new ObjectKey(
          new ResourceKind("networking.istio.io", "v1", "VirtualService", "virtualservices"),
          "edge",
          "public");

  @Test
  void theSubsetsStayWhileARouteOfOthersNamesOne() {
    deletedForAMinute();
    assertThat(world.mesh.keySet())
        .extracting(key -> key.kind().kind())
        .contains("DestinationRule");
    assertThat(world.mesh.keySet())
        .extracting(key -> key.kind().kind())
        .doesNotContain("VirtualService");
    assertThat(world.status.phase()).isEqualTo(Phase.Terminating);
    assertThat(condition("Stalled")).isEqualTo("True");
    assertThat(world.status.message()).contains("VirtualService edge/public");
    world.others.subsetUsers.clear();
    world.until("gone", () -> world.finished);
    assertThat(world.mesh).isEmpty();
  }

  @Test
  void theyDoNotStayWithoutPodsToServeThem() {
    deletedForAMinute();
    world.deployment = null;
    world.until("gone", () -> world.finished);
    assertThat(world.mesh).isEmpty();
  }

  private void deletedForAMinute() {
    adopted();
    world.others.subsetUsers.add(PUBLIC);
    world.deleting = true;
    world.run(Duration.ofMinutes(1));
  }
}
