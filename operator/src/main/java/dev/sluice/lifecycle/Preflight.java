package dev.sluice.lifecycle;

import dev.sluice.analysis.MetricRule;
import dev.sluice.analysis.MetricsSnapshot;
import dev.sluice.common.Unstructured;
import dev.sluice.lifecycle.Observation.Rival;
import dev.sluice.messages.Reason;
import dev.sluice.messages.ViolationMessages;
import dev.sluice.spec.ReleasePolicy;
import dev.sluice.spec.Violation;
import dev.sluice.traffic.DesiredObject;
import dev.sluice.traffic.ManagedObject;
import dev.sluice.traffic.Mesh;
import dev.sluice.workload.DeploymentView;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What must hold around a CanaryRelease before Sluice changes anything. */
public final class Preflight {
  private final Observation observed;
  private final ReleasePolicy policy;
  private final Mesh mesh;

  private Preflight(Observation observed, ReleasePolicy policy, Mesh mesh) {
    this.observed = observed;
    this.policy = policy;
    this.mesh = mesh;
  }

  /**
   * Checks what was observed.
   *
   * @param wanted gives the objects that Sluice would write
   * @return what stands in the way, the first cause first
   */
  public static List<Violation> check(
      Observation observed, ReleasePolicy policy, Mesh mesh, Supplier<List<DesiredObject>> wanted) {
    Preflight preflight = new Preflight(observed, policy, mesh);
    return Stream.of(
            observed.surroundings().pausePolicyProblem().stream(),
            observed.surroundings().rivals().stream().flatMap(preflight::rival),
            preflight.deployment().stream(),
            preflight.service(),
            preflight.foreignRoutes(),
            preflight.nameConflicts(wanted),
            preflight.disabledPolicies(),
            preflight.latencyBuckets())
        .flatMap(violations -> violations)
        .toList();
  }

  /** The older one stays in force; of two made in the same second, the first by name. */
  private Stream<Violation> rival(Rival rival) {
    Observation.Self self = observed.self();
    boolean older =
        rival.created().isBefore(self.created())
            || (rival.created().equals(self.created()) && rival.name().compareTo(self.name()) < 0);
    if (older && rival.deployment().equals(policy.deployment())) {
      return Stream.of(
          new Violation(
              Reason.TargetConflict,
              "spec.target.deployment",
              ViolationMessages.deploymentConflict(policy.deployment(), rival.name())));
    }
    return older && rival.service().equals(policy.service())
        ? Stream.of(
            new Violation(
                Reason.ServiceConflict,
                "spec.service",
                ViolationMessages.serviceConflict(policy.service(), rival.name())))
        : Stream.empty();
  }

  private Optional<Violation> deployment() {
    Optional<DeploymentView> deployment = observed.deployment();
    if (deployment.isEmpty()) {
      return Optional.of(
          new Violation(
              Reason.DeploymentNotFound,
              "spec.target.deployment",
              ViolationMessages.notFound(
                  "Deployment", policy.deployment(), observed.self().namespace())));
    }
    return deployment
        .filter(DeploymentView::paused)
        .flatMap(DeploymentView::pausedBy)
        .map(
            manager ->
                new Violation(
                    Reason.DeploymentPaused,
                    "Deployment " + policy.deployment(),
                    ViolationMessages.pausedBy(manager)));
  }

  private Stream<Violation> service() {
    if (observed.surroundings().service().isEmpty()) {
      return Stream.of(
          new Violation(
              Reason.ServiceNotFound,
              "spec.service",
              ViolationMessages.notFound(
                  "Service", policy.service(), observed.self().namespace())));
    }
    Map<String, Object> service = observed.surroundings().service().get();
    return Stream.concat(httpPort(service).stream(), selector(service).stream());
  }

  private Optional<Violation> httpPort(Map<String, Object> service) {
    return Unstructured.maps(service, "spec", "ports").stream().anyMatch(mesh.router()::isRouted)
        ? Optional.empty()
        : Optional.of(
            new Violation(
                Reason.NoHttpPort, "Service " + policy.service(), ViolationMessages.noHttpPort()));
  }

  private Optional<Violation> selector(Map<String, Object> service) {
    Map<String, String> selector = Unstructured.texts(service, "spec", "selector");
    return observed
        .deployment()
        .map(DeploymentView::podLabels)
        .filter(labels -> selector.isEmpty() || !labels.entrySet().containsAll(selector.entrySet()))
        .map(
            labels ->
                new Violation(
                    Reason.SelectorMismatch,
                    "Service " + policy.service(),
                    ViolationMessages.selectorMismatch(selector, policy.deployment(), labels)));
  }

  private Stream<Violation> foreignRoutes() {
    return mesh
        .router()
        .conflicts(
            observed.surroundings().foreignRoutes(), policy.service(), observed.self().namespace())
        .stream()
        .map(
            conflict ->
                new Violation(
                    Reason.HostConflict,
                    conflict.object().qualified(),
                    conflict.problem() + "; " + conflict.remedy()));
  }

  /** What is wanted is worked out only where an object of others has one of its names. */
  private Stream<Violation> nameConflicts(Supplier<List<DesiredObject>> wanted) {
    boolean ours =
        observed.owned().byKey().values().stream()
            .allMatch(object -> ManagedObject.isOwnedBy(object, observed.self().name()));
    return ours ? Stream.empty() : wanted.get().stream().flatMap(this::nameConflict);
  }

  private Stream<Violation> nameConflict(DesiredObject wanted) {
    return observed.owned().get(wanted.key()).stream()
        .filter(object -> !ManagedObject.isOwnedBy(object, observed.self().name()))
        .map(
            object ->
                new Violation(
                    Reason.NameConflict,
                    wanted.key().kind().kind() + " " + wanted.key().name(),
                    ViolationMessages.nameConflict()));
  }

  private Stream<Violation> disabledPolicies() {
    return policy.policies().stream()
        .filter(wanted -> !mesh.renders(wanted))
        .map(
            wanted ->
                new Violation(
                    Reason.PolicyDisabled,
                    wanted.field(),
                    ViolationMessages.policyDisabled(wanted.field())));
  }

  /** A share of slower requests is counted at the histogram's own buckets and nowhere else. */
  private Stream<Violation> latencyBuckets() {
    if (policy.analysis().metrics().stream().allMatch(rule -> rule.latencyLimit().isEmpty())) {
      return Stream.empty();
    }
    SortedSet<Double> known = new TreeSet<>();
    observed
        .metrics()
        .flatMap(MetricsSnapshot::history)
        .orElse(List.of())
        .forEach(counts -> known.addAll(counts.durations().keySet()));
    return policy.analysis().metrics().stream()
        .filter(rule -> rule.latencyLimit().isPresent() && !known.isEmpty())
        .filter(rule -> !known.contains(rule.latencyLimit().orElseThrow().millis()))
        .map(rule -> unknownBucket(rule, known));
  }

  private static Violation unknownBucket(MetricRule rule, SortedSet<Double> known) {
    double millis = rule.latencyLimit().orElseThrow().millis();
    double nearest =
        known.stream()
            .filter(Double::isFinite)
            .min(Comparator.comparingDouble(bound -> Math.abs(Math.log(bound / millis))))
            .orElse(millis);
    return new Violation(
        Reason.UnknownLatencyBucket,
        "spec.analysis.metrics[name=" + rule.name() + "].latency.max.duration",
        ViolationMessages.unknownBucket(plain(millis), plain(nearest)));
  }

  private static String plain(double millis) {
    return BigDecimal.valueOf(millis).stripTrailingZeros().toPlainString();
  }
}
