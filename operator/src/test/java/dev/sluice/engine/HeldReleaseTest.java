package dev.sluice.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.MissingData;
import dev.sluice.api.v1alpha1.Analysis;
import dev.sluice.api.v1alpha1.CanaryReleaseSpec;
import dev.sluice.api.v1alpha1.NoDataAction;
import dev.sluice.api.v1alpha1.OnNoData;
import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.api.v1alpha1.Phase;
import dev.sluice.api.v1alpha1.Target;
import dev.sluice.engine.LifecycleWorld.Quality;
import dev.sluice.lifecycle.ReleaseEvent;
import dev.sluice.messages.Reason;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds a release, for how long, and what does not hold it. */
class HeldReleaseTest extends LifecycleFixture {
  @Test
  void notKnowingHoldsAndGoesOn() {
    adopted();
    world.set("1.1");
    world.until("at 5%", () -> world.weight() == 5);
    world.quality = version -> Quality.UNSEEN;
    world.until("held", () -> world.status.phase() == Phase.Held);
    world.run(Duration.ofMinutes(10));
    assertThat(world.weights).containsExactly(0, 5);
    assertThat(condition("Reconciling")).isEqualTo("True");
    world.run(Duration.ofMinutes(25));
    assertThat(condition("Stalled")).as("after onNoData.after").isEqualTo("True");
    assertThat(condition("Reconciling")).isEqualTo("False");
    world.quality = version -> Quality.GOOD;
    world.until("promoted", () -> outcome() == Outcome.Promoted);
  }

  @Test
  void nobodyReachesTheCanaryBeforeTheStableVersionIsKnown() {
    adopted();
    world.quality = version -> Quality.UNSEEN;
    world.set("1.1");
    world.until("held", () -> world.status.phase() == Phase.Held);
    world.run(Duration.ofMinutes(10));
    assertThat(world.weights).containsExactly(0);
    assertThat(world.status.message()).contains("Prometheus at prometheus:9090 is unreachable");
    assertThat(condition("MetricsAvailable")).isEqualTo("False");
    world.quality = version -> Quality.GOOD;
    world.until("promoted", () -> outcome() == Outcome.Promoted);
  }

  @Test
  void notKnowingRollsBackOnlyWhenThePolicySaysSo() {
    world.spec =
        withAnalysis(
            new Analysis(null, null, null, null, new OnNoData("2m", NoDataAction.RollBack), null));
    adopted();
    world.quality = version -> Quality.UNSEEN;
    world.set("1.1");
    world.until("rolled back", () -> outcome() == Outcome.RolledBack);
    assertThat(world.status.release().reason()).isEqualTo("NoData");
  }

  static Stream<Arguments> paths() {
    return Stream.of(
        Arguments.of(
            new MissingData.DirectRequests("users"),
            "Some requests to users come without mutual TLS"),
        Arguments.of(
            new MissingData.UnderOtherName("users", "accounts"),
            "Some requests to users are sent to accounts"));
  }

  /** Their requests would reach the canary's pods as soon as they are ready. */
  @ParameterizedTest
  @MethodSource("paths")
  void callersWithoutARouteHoldBeforeThereIsACanary(MissingData path, String said) {
    adopted();
    world.metering.problem = path;
    world.set("1.1");
    world.until("held", () -> world.status.phase() == Phase.Held);
    world.run(Duration.ofMinutes(10));
    assertThat(world.canaries).isEmpty();
    assertThat(world.status.message())
        .contains(said)
        .contains("or set spec.traffic.bypass: Accept");
    world.metering.problem = null;
    world.until("promoted", () -> outcome() == Outcome.Promoted);
  }

  /** Latency is asked for, and cannot be measured: no user is moved to find that out. */
  @Test
  void aDroppedHistogramHoldsBeforeUsersAreMoved() {
    world.metering.untimed = true;
    adopted();
    world.run(Duration.ofMinutes(20));
    world.set("1.1");
    world.until("held", () -> world.status.phase() == Phase.Held);
    world.run(Duration.ofMinutes(10));
    assertThat(world.weights).containsExactly(0);
    assertThat(world.status.message())
        .contains("Requests to users are counted without their durations")
        .contains("or set the latency metric to mode: Observe");
    world.metering.untimed = false;
    world.until("promoted", () -> outcome() == Outcome.Promoted);
  }

  @Test
  void aSharedOutageHolds() {
    adopted();
    world.run(Duration.ofMinutes(20));
    world.set("1.1");
    world.until("at 5%", () -> world.weight() == 5);
    world.outage = 0.2;
    world.until("held", () -> world.status.phase() == Phase.Held);
    world.run(Duration.ofMinutes(10));
    assertThat(world.weights).containsExactly(0, 5);
    assertThat(world.status.release().step().waitingFor()).isEqualTo("SharedOutage");
    world.outage = 0;
    world.until("promoted", () -> outcome() == Outcome.Promoted);
  }

  @Test
  void aSharedOutageHoldsAlsoWhereLittleIsKnownOfBefore() {
    newInTheMesh();
    world.outage = 0.2;
    world.until("held", () -> world.status.phase() == Phase.Held);
    world.run(Duration.ofMinutes(5));
    assertThat(world.weights).containsExactly(0, 5);
    assertThat(world.status.release().step().waitingFor()).isEqualTo("SharedOutage");
    world.outage = 0;
    world.until("over", () -> world.status.phase() == Phase.Releasing);
  }

  @Test
  void manyErrorsThatWereAlwaysThereAreNoOutageForLong() {
    newInTheMesh();
    world.outage = 0.2;
    world.until("held", () -> world.status.phase() == Phase.Held);
    world.run(Duration.ofMinutes(11));
    assertThat(world.status.phase()).isEqualTo(Phase.Releasing);
  }

  /** At 100% there is nothing to tell a slow version from a busy node by. */
  @Test
  void aSlowCanaryWithNothingBesideItIsHeldUntilItIsFast() {
    adopted();
    world.set("1.1");
    world.until("at 100%", () -> world.weight() == 100);
    world.run(Duration.ofMinutes(1));
    world.busy = true;
    world.until("held", () -> world.status.phase() == Phase.Held);
    assertThat(world.status.release().step().waitingFor()).isEqualTo("HarmSuspected");
    assertThat(world.status.message())
        .contains("canary exceeds 50 ms in")
        .contains("of recent requests, stable did in");
    world.run(Duration.ofMinutes(30));
    assertThat(world.weight()).isEqualTo(100);
    world.busy = false;
    world.until("promoted", () -> outcome() == Outcome.Promoted);
  }

  @Test
  void nodesThatAreBusyUnderBothVersionsHoldNothing() {
    adopted();
    world.set("1.1");
    world.until("at 20%", () -> world.weight() == 20);
    world.busy = true;
    world.until("at 50%", () -> world.weight() == 50);
    assertThat(world.events).extracting(ReleaseEvent::reason).doesNotContain(Reason.Held);
  }

  /** At 5%, with too few requests in the half hour before to tell what is usual. */
  private void newInTheMesh() {
    int rate = world.rate;
    world.rate = 1;
    adopted();
    world.set("1.1");
    world.until("at 5%", () -> world.weight() == 5);
    world.rate = rate;
  }

  private static CanaryReleaseSpec withAnalysis(Analysis analysis) {
    return new CanaryReleaseSpec(new Target("users"), null, null, null, analysis, null, null, null);
  }
}
