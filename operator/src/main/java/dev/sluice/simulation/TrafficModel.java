package dev.sluice.simulation;

import dev.sluice.analysis.MetricRule;
import dev.sluice.analysis.ResponseClass;
import dev.sluice.spec.ReleasePolicy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Requests of a scenario, in terms of the policy that analyzes them.
 *
 * @param stable responses of the stable version
 * @param canary responses of the canary
 * @param values of custom queries, by metric name
 */
record TrafficModel(
    SimulationScenario scenario,
    TrafficRate stable,
    TrafficRate canary,
    Map<String, Double> values) {
  /** A successful response. */
  static final ResponseClass SUCCESS = new ResponseClass("200", "");

  static TrafficModel of(ReleasePolicy policy, SimulationScenario scenario) {
    ResponseClass failure = failure(policy);
    return new TrafficModel(
        scenario,
        new TrafficRate(scenario.stable(), scenario.rate(), SUCCESS, failure),
        new TrafficRate(scenario.canary(), scenario.rate(), SUCCESS, failure),
        withinLimits(policy));
  }

  /** Custom queries cannot be predicted; they are assumed to stay within their limits. */
  private static Map<String, Double> withinLimits(ReleasePolicy policy) {
    Map<String, Double> values = new LinkedHashMap<>();
    for (MetricRule rule : policy.analysis().metrics()) {
      valueWithinBounds(rule).ifPresent(value -> values.put(rule.name(), value));
    }
    return values;
  }

  private static OptionalDouble valueWithinBounds(MetricRule rule) {
    return rule.match(
        errors -> OptionalDouble.empty(),
        latency -> OptionalDouble.empty(),
        query -> OptionalDouble.of(query.max().orElse(query.min().orElse(0))));
  }

  /** A response that the policy counts as an error. */
  private static ResponseClass failure(ReleasePolicy policy) {
    List<ResponseClass> usual = List.of(new ResponseClass("503", ""), new ResponseClass("404", ""));
    Optional<MetricRule.ErrorRule> errors =
        policy.analysis().metrics().stream().flatMap(rule -> rule.errorRule().stream()).findFirst();
    if (errors.isEmpty()) {
      return usual.get(0);
    }
    MetricRule.ErrorRule rule = errors.get();
    return usual.stream()
        .filter(rule::isError)
        .findFirst()
        .orElseGet(
            () ->
                rule.grpc().isEmpty()
                    ? new ResponseClass(rule.http().get(0), "")
                    : new ResponseClass("200", Integer.toString(rule.grpc().get(0))));
  }
}
