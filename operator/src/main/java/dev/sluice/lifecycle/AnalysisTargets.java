package dev.sluice.lifecycle;

import dev.sluice.analysis.AnalysisTarget;
import dev.sluice.analysis.Enforcement;
import dev.sluice.analysis.MetricRule;
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

  public static Optional<AnalysisTarget> of(
      String namespace, String name, ReleaseState state, ReleasePolicy policy) {
    if (policy.rules().mode() == Enforcement.OFF || state.release() == null) {
      return Optional.empty();
    }
    String users = policy.deployment();
    String canary = Labels.canary(users, state.release().revision());
    StableSelector anchor = state.stable().anchor();
    String stable = anchor.onCanary() ? Labels.canary(users, anchor.canary()) : users;
    return switch (state.stage()) {
      case PINNING, STARTING, SCALING, STEPPING ->
          trial(namespace, name, state, policy, canary, stable);
      case HANDING_BACK, SETTLING -> trial(namespace, name, state, policy, stable, canary);
      default -> Optional.empty();
    };
  }

  private static Optional<AnalysisTarget> trial(
      String namespace,
      String name,
      ReleaseState state,
      ReleasePolicy policy,
      String candidate,
      String baseline) {
    Instant after =
        state.evidence() == null ? state.since() : Instant.ofEpochSecond(state.evidence().time());
    Optional<Instant> history =
        state.evidence() == null ? Optional.of(state.release().startedAt()) : Optional.empty();
    QueryTemplate.Subject subject =
        new QueryTemplate.Subject(
            namespace, name, policy.service(), policy.deployment(), candidate, baseline);
    return Optional.of(
        new AnalysisTarget(
            candidate,
            baseline,
            after,
            history,
            QueryTemplate.filled(policy, subject),
            bounds(state, policy)));
  }

  /** Those that are compared, once that is known, and those of the policy's limits. */
  private static Optional<Set<Double>> bounds(ReleaseState state, ReleasePolicy policy) {
    if (state.evidence() == null) {
      return Optional.empty();
    }
    Set<Double> bounds = new TreeSet<>(state.evidence().bounds());
    for (MetricRule rule : policy.rules().metrics()) {
      if (rule instanceof MetricRule.Latency latency) {
        latency.max().map(MetricRule.Limit::millis).ifPresent(bounds::add);
      }
    }
    return Optional.of(bounds);
  }
}
