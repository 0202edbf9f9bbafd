package dev.sluice.comparison;

import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;

/**
 * What is true of two versions, which no rule knows. Time is in seconds since the canary's first
 * request; before that, in the half hour of history, it is negative.
 *
 * @param name of the case, unique in its table
 * @param requestsPerSecond of both versions together
 * @param stable share of the stable version's requests that fail
 * @param canary share of the canary's requests that fail
 * @param clumps in which they fail
 * @param split how much of its set weight the canary really gets, 1 for all of it
 * @param durations of both versions, or null where they are not measured
 * @param callers what ends otherwise by what callers do
 */
record TrafficCase(
    String name,
    double requestsPerSecond,
    IntToDoubleFunction stable,
    IntToDoubleFunction canary,
    Clumps clumps,
    double split,
    Durations durations,
    CallerTraffic callers) {

  /**
   * How long requests take.
   *
   * @param noise how much a version's speed differs from scrape to scrape for no reason, as the
   *     standard deviation of its logarithm
   * @param end second from which on they are not measured
   */
  record Durations(IntFunction<Speed> stable, IntFunction<Speed> canary, double noise, int end) {}

  static TrafficCase of(String name, double requestsPerSecond, double stable, double canary) {
    return new TrafficCase(
        name,
        requestsPerSecond,
        t -> stable,
        t -> canary,
        Clumps.SINGLE,
        1,
        null,
        CallerTraffic.NONE);
  }

  TrafficCase failing(IntToDoubleFunction newStable, IntToDoubleFunction newCanary) {
    return new TrafficCase(
        name, requestsPerSecond, newStable, newCanary, clumps, split, durations, callers);
  }

  TrafficCase clumps(Clumps newClumps) {
    return new TrafficCase(
        name, requestsPerSecond, stable, canary, newClumps, split, durations, callers);
  }

  TrafficCase split(double newSplit) {
    return new TrafficCase(
        name, requestsPerSecond, stable, canary, clumps, newSplit, durations, callers);
  }

  TrafficCase taking(IntFunction<Speed> stableSpeed, IntFunction<Speed> canarySpeed, double noise) {
    return new TrafficCase(
        name,
        requestsPerSecond,
        stable,
        canary,
        clumps,
        split,
        new Durations(stableSpeed, canarySpeed, noise, Integer.MAX_VALUE),
        callers);
  }

  /** The same where durations are not measured any more from a second on. */
  TrafficCase timedUntil(int second) {
    return new TrafficCase(
        name,
        requestsPerSecond,
        stable,
        canary,
        clumps,
        split,
        new Durations(durations.stable(), durations.canary(), durations.noise(), second),
        callers);
  }

  TrafficCase callers(CallerTraffic newCallers) {
    return new TrafficCase(
        name, requestsPerSecond, stable, canary, clumps, split, durations, newCallers);
  }
}
