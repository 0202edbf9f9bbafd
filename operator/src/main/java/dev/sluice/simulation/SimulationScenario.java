package dev.sluice.simulation;

import java.time.Duration;

/**
 * Traffic and timing of a simulated release.
 *
 * @param rate requests per second to both versions together, above 0
 * @param stable behavior of the stable version
 * @param canary behavior of the canary
 * @param grid length of a sampling step, whole seconds, at least 1s
 * @param lag delay until the sample of a step is available
 * @param pods how long pods take to become ready
 * @param limit longest duration of a release; a longer one counts as held
 */
public record SimulationScenario(
    double rate,
    VersionBehavior stable,
    VersionBehavior canary,
    Duration grid,
    Duration lag,
    Duration pods,
    Duration limit) {

  /** Checks the ranges. */
  public SimulationScenario {
    if (!(rate > 0 && rate < 1e9)) {
      throw new IllegalArgumentException("rate=" + rate + ": must be above 0");
    }
    if (grid.toSeconds() < 1 || !grid.equals(Duration.ofSeconds(grid.toSeconds()))) {
      throw new IllegalArgumentException("grid=" + grid + ": must be whole seconds, at least 1s");
    }
    if (limit.isNegative() || limit.isZero()) {
      throw new IllegalArgumentException("limit=" + limit + ": must be above 0");
    }
  }
}
