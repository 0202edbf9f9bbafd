package dev.sluice.simulation;

import dev.sluice.api.v1alpha1.CanaryReleaseSpec;
import java.time.Instant;
import java.util.SplittableRandom;

/**
 * Simulates releases by one policy in one scenario. Runs are independent of each other and may be
 * made by several threads.
 */
public final class Simulation {
  private static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");

  private final TrafficModel traffic;
  private final SimulatedRelease adopted;

  /**
   * Prepares runs.
   *
   * @throws IllegalArgumentException if the spec has violations, all of which are in the message
   */
  public Simulation(
      CanaryReleaseSpec spec, String namespace, String name, SimulationScenario scenario) {
    SimulationInput input = SimulationInput.of(namespace, name, spec);
    this.traffic = TrafficModel.of(input.policy(), scenario);
    this.adopted = SimulatedRelease.adopted(input, EPOCH, scenario.pods());
  }

  /**
   * One run; the same seed and number give the same result.
   *
   * @param number of the run, from 0
   */
  public SimulationOutcome run(long seed, int number) {
    return play(mixed(seed, number), false).outcome();
  }

  /** The same run with its details. */
  public Trace trace(long seed, int number) {
    return play(mixed(seed, number), true);
  }

  /** Adjacent numbers give unrelated seeds. */
  private static long mixed(long seed, int number) {
    return new SplittableRandom(seed ^ ((long) number << 32)).nextLong();
  }

  private Trace play(long seed, boolean traced) {
    RandomSource random = new RandomSource(seed);
    SimulationScenario scenario = traffic.scenario();
    // A release may start anywhere between two sampling points.
    Instant start = EPOCH.plusMillis((long) (random.uniform() * scenario.grid().toMillis()));
    return new SimulatedRelease(adopted, start, new TrafficMeter(traffic, random, start), traced)
        .toEnd(start.plus(scenario.limit()));
  }
}
