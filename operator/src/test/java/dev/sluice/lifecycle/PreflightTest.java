package dev.sluice.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.v1alpha1.CanaryReleaseSpec;
import dev.sluice.api.v1alpha1.RateLimit;
import dev.sluice.api.v1alpha1.Target;
import dev.sluice.api.v1alpha1.Traffic;
import dev.sluice.common.Unstructured;
import dev.sluice.engine.Decision;
import dev.sluice.engine.LifecycleWorld;
import dev.sluice.engine.ReleaseEngine;
import dev.sluice.lifecycle.Observation.Rival;
import dev.sluice.spec.PolicyReader;
import dev.sluice.traffic.SubsetUsers;
import dev.sluice.traffic.istio.IstioMesh;
import dev.sluice.workload.DeploymentView;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Each violation names field and remedy, and nothing is written. */
class PreflightTest {
  private final LifecycleWorld world = new LifecycleWorld();

  private Decision decide(UnaryOperator<Observation> change) {
    Observation seen = change.apply(world.observe());
    return world.decide(seen, null);
  }

  private static void rejected(Decision decision, String reason, String... parts) {
    assertThat(decision.change()).isEmpty();
    assertThat(decision.state().stage()).isEqualTo(Stage.PENDING);
    assertThat(decision.status().phase().name()).isEqualTo("Blocked");
    assertThat(decision.status().conditions())
        .filteredOn(condition -> condition.type().equals("Accepted"))
        .singleElement()
        .satisfies(
            condition -> {
              assertThat(condition.status()).isEqualTo("False");
              assertThat(condition.reason()).isEqualTo(reason);
              assertThat(condition.message()).contains(parts);
            });
    assertThat(decision.events()).extracting(event -> event.reason().name()).contains(reason);
  }

  @Test
  void aMissingDeployment() {
    rejected(
        decide(
            seen ->
                with(
                    seen,
                    Optional.empty(),
                    seen.surroundings().service(),
                    seen.surroundings().rivals(),
                    List.of())),
        "DeploymentNotFound",
        "spec.target.deployment",
        "\"users\"",
        "create it");
  }

  @Test
  void aPolicyThatTheInstallationMayNotWrite() {
    Traffic limited =
        new Traffic(null, null, null, null, null, new RateLimit(200, null, null), null);
    CanaryReleaseSpec spec =
        new CanaryReleaseSpec(new Target("users"), null, null, null, null, limited, null, null);
    ReleaseEngine engine =
        new ReleaseEngine(
            IstioMesh.of("istio-system", false), JsonCheckpointCodec.INSTANCE, "test");
    rejected(
        engine.decide(world.observe(), PolicyReader.read(spec), null, Instant.EPOCH),
        "PolicyDisabled",
        "spec.traffic.rateLimit",
        "rateLimit.enabled=true");
  }

  @Test
  void aMissingService() {
    rejected(
        decide(seen -> with(seen, seen.deployment(), Optional.empty(), List.of(), List.of())),
        "ServiceNotFound",
        "spec.service",
        "\"users\"");
  }

  @Test
  void aServiceWithoutAnHttpPort() {
    Map<String, Object> service = Unstructured.copy(world.service);
    Unstructured.map(service, "spec").put("ports", List.of(Map.of("name", "tcp-db", "port", 5432)));
    rejected(
        decide(seen -> with(seen, seen.deployment(), Optional.of(service), List.of(), List.of())),
        "NoHttpPort",
        "appProtocol");
  }

  @Test
  void aServiceOfOtherPods() {
    Map<String, Object> service = Unstructured.copy(world.service);
    Unstructured.map(service, "spec").put("selector", Map.of("app", "others"));
    rejected(
        decide(seen -> with(seen, seen.deployment(), Optional.of(service), List.of(), List.of())),
        "SelectorMismatch",
        "app=others");
  }

  @Test
  void aSecondCanaryReleaseWaitsForTheFirst() {
    Rival older = new Rival("first", "users", "users", Instant.parse("2025-01-01T00:00:00Z"));
    Rival younger = new Rival("second", "users", "users", Instant.parse("2026-01-01T00:00:00Z"));
    rejected(
        decide(
            seen ->
                with(
                    seen,
                    seen.deployment(),
                    seen.surroundings().service(),
                    List.of(older),
                    List.of())),
        "TargetConflict",
        "CanaryRelease first");
    assertThat(
            decide(
                    seen ->
                        with(
                            seen,
                            seen.deployment(),
                            seen.surroundings().service(),
                            List.of(younger),
                            List.of()))
                .state()
                .stage())
        .as("the older one continues")
        .isEqualTo(Stage.MARKING_DEPLOYMENT);
  }

  @Test
  void aForeignVirtualService() {
    Map<String, Object> rule =
        Map.of(
            "kind", "VirtualService",
            "metadata", Map.of("namespace", "shop", "name", "theirs"),
            "spec", Map.of("hosts", List.of("users")));
    rejected(
        decide(
            seen ->
                with(
                    seen,
                    seen.deployment(),
                    seen.surroundings().service(),
                    List.of(),
                    List.of(rule))),
        "HostConflict",
        "VirtualService shop/theirs",
        "remove that host");
  }

  @Test
  void aManifestThatPauses() {
    Map<String, Object> deployment = Unstructured.copy(world.deployment);
    Unstructured.map(deployment, "spec").put("paused", true);
    Map<String, Object> metadata = new LinkedHashMap<>(Unstructured.map(deployment, "metadata"));
    metadata.put(
        "managedFields",
        List.of(
            Map.of(
                "manager", "kubectl", "fieldsV1", Map.of("f:spec", Map.of("f:paused", Map.of())))));
    deployment.put("metadata", metadata);
    rejected(
        decide(
            seen ->
                with(
                    seen,
                    Optional.of(new DeploymentView(deployment)),
                    seen.surroundings().service(),
                    List.of(),
                    List.of())),
        "DeploymentPaused",
        "\"kubectl\"");
  }

  private static Observation with(
      Observation seen,
      Optional<DeploymentView> deployment,
      Optional<Map<String, Object>> service,
      List<Rival> rivals,
      List<Map<String, Object>> foreign) {
    return new Observation(
        seen.self(),
        new Observation.Workloads(
            deployment,
            seen.workloads().replicaSets(),
            seen.workloads().canaries(),
            seen.workloads().endpoints(),
            seen.workloads().autoscaler()),
        seen.owned(),
        new Observation.Surroundings(
            service,
            foreign,
            seen.surroundings().foreignPolicies(),
            SubsetUsers.NONE,
            List.of(),
            rivals,
            seen.surroundings().pausePolicyProblem()),
        seen.metrics(),
        seen.plaintext(),
        seen.writeProblem(),
        seen.altered(),
        seen.podCause());
  }
}
