package dev.sluice.lifecycle;

import dev.sluice.analysis.AnalysisTarget;
import dev.sluice.analysis.Enforcement;
import dev.sluice.analysis.MetricRule;
import dev.sluice.analysis.TrafficScope;
import dev.sluice.spec.QueryTemplate;
import dev.sluice.spec.ReleasePolicy;
import dev.sluice.workload.Labels;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What is to be measured in a state. */
public final class AnalysisTargets {
  private AnalysisTargets() {}

  /**
   * What is to be measured.
   *
   * @param namespace of the CanaryRelease
   * @param name of the CanaryRelease
   * @return empty when nothing is
   */
  public static Optional<AnalysisTarget> of(
      String namespace, String name, ReleaseState state, ReleasePolicy policy) {
    if (policy.analysis().mode() == Enforcement.OFF || state.release() == null) {
      return Optional.empty();
    }
    String deployment = policy.deployment();
    String canary = Labels.canary(deployment, state.release().revision());
    StableSelector selector = state.stable().selector();
    String stable = selector.onCanary() ? Labels.canary(deployment, selector.canary()) : deployment;
    return switch (state.stage().judged()) {
      case NOBODY -> Optional.empty();
      case CANARY, CANARY_SOON ->
          Optional.of(target(namespace, name, state, policy, canary, stable));
      case DEPLOYMENT -> Optional.of(target(namespace, name, state, policy, stable, canary));
    };
  }

  private static AnalysisTarget target(
      String namespace,
      String name,
      ReleaseState state,
      ReleasePolicy policy,
      String candidate,
      String baseline) {
    Instant after =
        state.evidence() == null
            ? state.position().enteredAt()
            : Instant.ofEpochSecond(state.evidence().time());
    Optional<Instant> history =
        state.evidence() == null ? Optional.of(state.release().startedAt()) : Optional.empty();
    QueryTemplate.QueryContext subject =
        new QueryTemplate.QueryContext(
            namespace, name, policy.service(), policy.deployment(), candidate, baseline);
    return new AnalysisTarget(
        candidate,
        baseline,
        after,
        history,
        QueryTemplate.filled(policy, subject),
        bounds(state, policy),
        state.evidence() == null ? Optional.empty() : Optional.of(state.evidence().reporter()),
        TrafficScope.of(policy.service()));
  }

  /** The buckets that are compared, once that is known, and those of the policy's limits. */
  private static Optional<Set<Double>> bounds(ReleaseState state, ReleasePolicy policy) {
    if (state.evidence() == null) {
      return Optional.empty();
    }
    Set<Double> bounds = new TreeSet<>(state.evidence().bounds());
    for (MetricRule rule : policy.analysis().metrics()) {
      rule.latencyLimit().map(MetricRule.Limit::millis).ifPresent(bounds::add);
    }
    return Optional.of(bounds);
  }
}
