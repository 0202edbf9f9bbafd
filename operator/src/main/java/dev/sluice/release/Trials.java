package dev.sluice.release;

import dev.sluice.analysis.Enforcement;
import dev.sluice.analysis.MetricRule;
import dev.sluice.workload.Labels;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What is to be measured in a state. */
final class Trials {
  private Trials() {}

  static Optional<Trial> of(String namespace, String name, State state, Policy policy) {
    if (policy.rules().mode() == Enforcement.OFF || state.release() == null) {
      return Optional.empty();
    }
    String users = policy.deployment();
    String canary = Labels.canary(users, state.release().revision());
    Anchor anchor = state.stable().anchor();
    String stable = anchor.onCanary() ? Labels.canary(users, anchor.canary()) : users;
    return switch (state.stage()) {
      case PINNING, STARTING, SCALING, STEPPING ->
          trial(namespace, name, state, policy, canary, stable);
      case HANDING_BACK, SETTLING -> trial(namespace, name, state, policy, stable, canary);
      default -> Optional.empty();
    };
  }

  private static Optional<Trial> trial(
      String namespace,
      String name,
      State state,
      Policy policy,
      String candidate,
      String baseline) {
    Instant after =
        state.evidence() == null ? state.since() : Instant.ofEpochSecond(state.evidence().time());
    Optional<Instant> history =
        state.evidence() == null ? Optional.of(state.release().startedAt()) : Optional.empty();
    PrometheusQuery.Subject subject =
        new PrometheusQuery.Subject(
            namespace, name, policy.service(), policy.deployment(), candidate, baseline);
    return Optional.of(
        new Trial(
            candidate,
            baseline,
            after,
            history,
            PrometheusQuery.filled(policy, subject),
            bounds(state, policy)));
  }

  /** Those that are compared, once that is known, and those of the policy's limits. */
  private static Optional<Set<Double>> bounds(State state, Policy policy) {
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
