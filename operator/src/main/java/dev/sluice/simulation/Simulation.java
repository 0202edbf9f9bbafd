package dev.sluice.simulation;

import dev.sluice.analysis.MetricRule;
import dev.sluice.analysis.RequestCounts;
import dev.sluice.analysis.RequestCounts.Answer;
import dev.sluice.api.v1alpha1.CanaryReleaseSpec;
import dev.sluice.spec.ReleasePolicy;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Releases by one policy in one scenario, as many as are wanted. What all of them share is done
 * once; runs do not know of each other and may be made by several threads.
 */
public final class Simulation {
  private static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");

  static final Answer GOOD = new Answer("200", "");

  private final SimulationScenario scenario;
  private final Map<String, Double> values;
  private final TrafficRate stable;
  private final TrafficRate canary;
  private final SimulatedRelease adopted;

  /**
   * Prepares runs.
   *
   * @throws IllegalArgumentException when the spec is refused, with every refusal in the message
   */
  public Simulation(
      CanaryReleaseSpec spec, String namespace, String name, SimulationScenario scenario) {
    SimulationInput subject = SimulationInput.of(namespace, name, spec);
    ReleasePolicy policy = subject.policy();
    this.scenario = scenario;
    this.values = withinLimits(policy);
    Answer bad = bad(policy);
    this.stable = new TrafficRate(scenario.stable(), scenario.rate(), GOOD, bad);
    this.canary = new TrafficRate(scenario.canary(), scenario.rate(), GOOD, bad);
    this.adopted = SimulatedRelease.adopted(subject, EPOCH, scenario.pods());
  }

  /**
   * One run; the same seed and number give the same one.
   *
   * @param number which of the seed's runs, from 0
   */
  public SimulationOutcome run(long seed, int number) {
    return play(mixed(seed, number), false).outcome();
  }

  /** The same run, moment by moment. */
  public Trace trace(long seed, int number) {
    return play(mixed(seed, number), true);
  }

  /** Numbers next to each other give seeds far from each other. */
  private static long mixed(long seed, int number) {
    return new java.util.SplittableRandom(seed ^ ((long) number << 32)).nextLong();
  }

  private Trace play(long seed, boolean traced) {
    RandomSource draws = new RandomSource(seed);
    // Releases begin anywhere between two points of the grid.
    Instant begin = EPOCH.plusMillis((long) (draws.uniform() * scenario.grid().toMillis()));
    return new SimulatedRelease(adopted, begin, new TrafficMeter(this, draws, begin), traced)
        .toEnd(begin.plus(scenario.limit()));
  }

  /** A user's own queries cannot be foreseen: they are taken to be fine. */
  private static Map<String, Double> withinLimits(ReleasePolicy policy) {
    Map<String, Double> values = new LinkedHashMap<>();
    for (MetricRule rule : policy.rules().metrics()) {
      if (rule instanceof MetricRule.Threshold threshold) {
        values.put(threshold.name(), threshold.max().orElse(threshold.min().orElse(0)));
      }
    }
    return values;
  }

  /** An answer that the policy calls an error. */
  private static Answer bad(ReleasePolicy policy) {
    List<Answer> candidates = List.of(new Answer("503", ""), new Answer("404", ""));
    for (MetricRule rule : policy.rules().metrics()) {
      if (rule instanceof MetricRule.Errors errors) {
        for (Answer candidate : candidates) {
          if (isError(errors, candidate)) {
            return candidate;
          }
        }
        return errors.grpc().isEmpty()
            ? new Answer(errors.http().get(0), "")
            : new Answer("200", Integer.toString(errors.grpc().get(0)));
      }
    }
    return candidates.get(0);
  }

  private static boolean isError(MetricRule.Errors rule, Answer answer) {
    return new RequestCounts(Map.of(answer, 1L), new java.util.TreeMap<>()).errors(rule).errors()
        == 1;
  }

  SimulationScenario scenario() {
    return scenario;
  }

  Map<String, Double> values() {
    return values;
  }

  TrafficRate stable() {
    return stable;
  }

  TrafficRate canary() {
    return canary;
  }
}
