package dev.sluice.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.MissingData;
import dev.sluice.api.v1alpha1.BypassPolicy;
import dev.sluice.api.v1alpha1.CanaryReleaseSpec;
import dev.sluice.api.v1alpha1.Condition;
import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.api.v1alpha1.Phase;
import dev.sluice.api.v1alpha1.Target;
import dev.sluice.api.v1alpha1.Traffic;
import dev.sluice.messages.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Requests can reach the pods by a path that Sluice does not route. */
class BypassTest extends LifecycleFixture {
  private static final Map<String, Object> INGRESS =
      Map.of(
          "kind", "Ingress",
          "metadata", Map.of("name", "public", "namespace", "shop"),
          "spec", Map.of("defaultBackend", Map.of("service", Map.of("name", "users"))));

  private static final Map<String, Object> SAME_PORT = service(Map.of("app", "users"), 80);

  private static Map<String, Object> service(Map<String, String> selector, int port) {
    return Map.of(
        "kind", "Service",
        "metadata", Map.of("name", "internal", "namespace", "shop"),
        "spec",
            Map.of(
                "selector",
                selector,
                "ports",
                List.of(Map.of("name", "http", "port", 8080, "targetPort", port))));
  }

  @Test
  void noReleaseStartsUntilThePathIsGone() {
    world.others.entries.add(INGRESS);
    adopted();
    assertThat(world.status.phase()).isEqualTo(Phase.Stable);
    assertThat(condition("Ready")).isEqualTo("True");
    assertThat(condition("Accepted")).isEqualTo("False");
    assertThat(of("Isolated").reason()).isEqualTo("BypassRoute");
    assertThat(of("Accepted").message())
        .isEqualTo(
            "Ingress shop/public sends requests to the pods of Service \"users\" without its"
                + " weights; remove that backend from it. To release with these paths, set"
                + " spec.traffic.bypass to Accept");
    assertThat(count(Reason.BypassRoute)).isOne();

    world.set("1.1");
    world.run(Duration.ofMinutes(2));
    assertThat(world.status.phase()).isEqualTo(Phase.Blocked);
    assertThat(condition("Stalled")).isEqualTo("True");
    assertThat(world.status.message()).contains("Ingress shop/public");
    assertThat(world.status.release()).isNull();
    assertThat(world.canaries).isEmpty();
    assertThat(count(Reason.BypassRoute)).isOne();

    world.others.entries.clear();
    world.until("promoted", () -> outcome() == Outcome.Promoted);
    assertThat(condition("Accepted")).isEqualTo("True");
    assertThat(condition("Isolated")).isEqualTo("True");
  }

  @Test
  void beforeAStepHasPassedTheReleaseIsWithdrawnAndStartsAgainLater() {
    adopted();
    world.set("1.1");
    world.until("at 5%", () -> world.weight() == 5);
    world.others.entries.add(INGRESS);
    world.until("withdrawn", () -> outcome() == Outcome.Withdrawn);
    assertThat(world.status.release().reason()).isEqualTo("BypassRoute");
    assertThat(world.status.release().message())
        .startsWith("1.1 was withdrawn before its first step passed")
        .contains("Ingress shop/public");
    world.until("nothing is left", () -> world.canaries.isEmpty());
    world.run(Duration.ofMinutes(1));
    assertThat(world.status.phase()).isEqualTo(Phase.Blocked);
    assertThat(world.weight()).isZero();
    world.others.entries.clear();
    world.until("promoted", () -> outcome() == Outcome.Promoted);
    assertThat(world.status.release().revision()).isEqualTo(3);
  }

  @Test
  void afterAStepItIsHeldAtItsWeight() {
    atTwentyPercent();
    world.others.entries.add(INGRESS);
    world.run(Duration.ofMinutes(30));
    assertThat(world.weight()).isEqualTo(20);
    assertThat(world.status.phase()).isEqualTo(Phase.Blocked);
    assertThat(outcome()).isEqualTo(Outcome.InProgress);
    world.others.entries.clear();
    world.until("promoted", () -> outcome() == Outcome.Promoted);
  }

  @Test
  void aBadVersionIsRolledBackMeanwhile() {
    atTwentyPercent();
    world.others.entries.add(INGRESS);
    world.quality =
        version -> version.equals("1.1") ? LifecycleWorld.Quality.BAD : LifecycleWorld.Quality.GOOD;
    world.until("rolled back", () -> outcome() == Outcome.RolledBack);
    assertThat(world.status.release().reason()).isEqualTo("ErrorRateTooHigh");
  }

  @Test
  void anAcceptedPathIsNamedByAConditionAlone() {
    world.spec =
        new CanaryReleaseSpec(
            new Target("users"),
            null,
            null,
            null,
            null,
            new Traffic(null, null, null, null, BypassPolicy.Accept, null, null),
            null,
            null);
    world.others.entries.add(INGRESS);
    world.metering.problem = new MissingData.DirectRequests("users");
    world.metering.beside = 20;
    adopted();
    world.set("1.1");
    world.until("promoted", () -> outcome() == Outcome.Promoted);
    assertThat(condition("Accepted")).isEqualTo("True");
    assertThat(of("Isolated").status()).isEqualTo("False");
    assertThat(of("Isolated").reason()).isEqualTo("BypassAccepted");
    assertThat(of("Isolated").message()).contains("Ingress shop/public");
    assertThat(count(Reason.BypassRoute)).isZero();
  }

  /** Of a path that no object shows. */
  @Test
  void moreRequestsThanTheWeightHold() {
    adopted();
    world.run(Duration.ofMinutes(20));
    world.metering.beside = 20;
    world.set("1.1");
    world.until("held", () -> world.status.phase() == Phase.Held);
    world.run(Duration.ofMinutes(5));
    assertThat(world.weights).containsExactly(0, 5);
    assertThat(world.status.release().step().waitingFor()).isEqualTo("TrafficSurplus");
    assertThat(of("Isolated").status()).isEqualTo("False");
    assertThat(of("Isolated").reason()).isEqualTo("TrafficSurplus");
    world.metering.beside = 0;
    world.until("promoted", () -> outcome() == Outcome.Promoted);
    assertThat(of("Isolated").status()).isEqualTo("True");
  }

  @Test
  void anotherServiceOfThePodsIsAPathWhereItReachesARoutedPort() {
    world.others.entries.add(SAME_PORT);
    adopted();
    assertThat(of("Accepted").message())
        .startsWith(
            "Service shop/internal selects the pods of Service \"users\" and reaches their port 80");
    world.others.entries.clear();
    world.others.entries.add(service(Map.of("app", "users"), 9090));
    world.others.entries.add(service(Map.of("app", "others"), 80));
    world.others.entries.add(service(Map.of(), 80));
    world.until("isolated", () -> condition("Isolated").equals("True"));
  }

  @Test
  void theServiceOfACanaryIsAPathToo() {
    world.others.entries.add(service(Map.of("sluice.dev/track", "canary"), 80));
    adopted();
    assertThat(condition("Isolated")).isEqualTo("False");
  }

  private long count(Reason reason) {
    return world.events.stream().filter(event -> event.reason() == reason).count();
  }

  private Condition of(String type) {
    return world.status.conditions().stream()
        .filter(condition -> condition.type().equals(type))
        .findFirst()
        .orElseThrow();
  }
}
