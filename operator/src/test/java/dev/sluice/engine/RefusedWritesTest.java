package dev.sluice.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.v1alpha1.CanaryReleaseSpec;
import dev.sluice.api.v1alpha1.Mtls;
import dev.sluice.api.v1alpha1.MtlsMode;
import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.api.v1alpha1.Phase;
import dev.sluice.api.v1alpha1.Security;
import dev.sluice.api.v1alpha1.Target;
import dev.sluice.api.v1alpha1.Traffic;
import dev.sluice.common.Unstructured;
import dev.sluice.engine.LifecycleWorld.Quality;
import dev.sluice.plan.Change;
import dev.sluice.workload.Labels;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No refused write of anything else stands between a verdict and weight 0. */
class RefusedWritesTest extends LifecycleFixture {
  private static final Map<String, Object> REFUSED_POLICY =
      Map.of("outlierDetection", Map.of("consecutive5xxErrors", -1));

  @Test
  void aRefusedPolicyDoesNotHoldUpARollback() {
    atTwentyPercent();
    world.spec = withPolicy(REFUSED_POLICY);
    world.refuses = RefusedWritesTest::hasRefusedPolicy;
    world.run(Duration.ofSeconds(5));
    assertThat(condition("Programmed")).isEqualTo("False");
    rolledBackSoon();
    assertThat(condition("Programmed")).as("the policy is still refused").isEqualTo("False");
    assertThat(world.status.message()).contains("1.1", "failed", "see the condition Programmed");
  }

  @Test
  void aRefusedPolicyDoesNotHoldUpAPromotionOrTheRemoval() {
    atTwentyPercent();
    world.spec = withPolicy(REFUSED_POLICY);
    world.refuses = RefusedWritesTest::hasRefusedPolicy;
    world.until("promoted", () -> outcome() == Outcome.Promoted);
    world.deleting = true;
    world.until("gone", () -> world.finished);
  }

  @Test
  void aRefusedPolicyOfTheCanaryDoesNotHoldUpARollback() {
    atTwentyPercent();
    world.spec = withPolicies(null, REFUSED_POLICY);
    world.refuses = RefusedWritesTest::hasRefusedPolicy;
    world.run(Duration.ofSeconds(5));
    assertThat(condition("Programmed")).isEqualTo("False");
    rolledBackSoon();
  }

  @Test
  void aPolicyOfTheCanaryIsInItsSubsetAlone() {
    Map<String, Object> own = Map.of("outlierDetection", Map.of("consecutive5xxErrors", 2));
    world.spec = withPolicies(null, own);
    atTwentyPercent();
    assertThat(Unstructured.maps(world.object("DestinationRule"), "spec", "subsets"))
        .extracting(subset -> subset.get("trafficPolicy"))
        .containsExactly(null, own);
    assertThat(Unstructured.at(world.object("DestinationRule"), "spec", "trafficPolicy")).isEmpty();
  }

  @Test
  void aDestinationRuleThatIsDeletedReturnsWithoutTheRefusedPolicy() {
    atTwentyPercent();
    world.spec = withPolicy(REFUSED_POLICY);
    world.refuses = RefusedWritesTest::hasRefusedPolicy;
    world.run(Duration.ofSeconds(5));
    world.mesh.keySet().removeIf(key -> key.kind().kind().equals("DestinationRule"));
    world.run(Duration.ofSeconds(2));
    assertThat(world.subset("stable")).containsKey(Labels.POD_TEMPLATE_HASH);
    rolledBackSoon();
  }

  @Test
  void aPolicyThatIsAcceptedFollows() {
    atTwentyPercent();
    Map<String, Object> accepted = Map.of("outlierDetection", Map.of("consecutive5xxErrors", 7));
    world.spec = withPolicy(accepted);
    world.run(Duration.ofSeconds(2));
    assertThat(Unstructured.map(world.object("DestinationRule"), "spec", "trafficPolicy"))
        .isEqualTo(accepted);
  }

  @Test
  void aRefusedSecurityObjectDoesNotHoldUpARollback() {
    atTwentyPercent();
    world.spec =
        new CanaryReleaseSpec(
            new Target("users"),
            null,
            null,
            null,
            null,
            null,
            new Security(new Mtls(MtlsMode.Strict), null, null),
            null);
    world.refuses = change -> change.target().kind().kind().equals("PeerAuthentication");
    world.run(Duration.ofSeconds(5));
    assertThat(condition("Programmed")).isEqualTo("False");
    rolledBackSoon();
  }

  @Test
  void aLabelThatIsTakenOffInEachTurnDoesNotHoldUpARollback() {
    atTwentyPercent();
    Unstructured.map(world.deployment, "metadata", "labels").remove(Labels.MANAGED);
    world.refuses = change -> change.target().name().equals("users") && isPatch(change);
    rolledBackSoon();
  }

  /** The canary's Deployment cannot be scaled down; its requests are elsewhere anyway. */
  @Test
  void aRefusedScaleDownDoesNotHoldUpTheRoute() {
    atTwentyPercent();
    world.refuses = RefusedWritesTest::isPatch;
    fail();
    world.until("weight 0", () -> world.weight() == 0);
  }

  private void fail() {
    world.quality = version -> version.equals("1.1") ? Quality.BAD : Quality.GOOD;
  }

  /** Within a few intervals of the sampling grid. */
  private void rolledBackSoon() {
    fail();
    world.run(Duration.ofSeconds(60));
    assertThat(world.weight()).isZero();
    world.until("rolled back", () -> world.status.phase() == Phase.RolledBack);
  }

  private static CanaryReleaseSpec withPolicy(Map<String, Object> policy) {
    return withPolicies(policy, null);
  }

  private static CanaryReleaseSpec withPolicies(
      Map<String, Object> policy, Map<String, Object> ofCanary) {
    return new CanaryReleaseSpec(
        new Target("users"),
        null,
        null,
        null,
        null,
        new Traffic(policy, ofCanary, null, null, null, null, null),
        null,
        null);
  }

  private static boolean hasRefusedPolicy(Change change) {
    return change instanceof Change.Apply apply
        && Stream.concat(
                Stream.of(Unstructured.map(apply.object(), "spec")),
                Unstructured.maps(apply.object(), "spec", "subsets").stream())
            .anyMatch(holder -> REFUSED_POLICY.equals(holder.get("trafficPolicy")));
  }

  private static boolean isPatch(Change change) {
    return change instanceof Change.Patch;
  }
}
