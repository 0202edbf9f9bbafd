package dev.sluice.simulation;

import java.time.Duration;

/**
 * The world that a release meets.
 *
 * @param rate requests a second to both versions together, above 0
 * @param stable how the running version answers
 * @param canary how the new one does
 * @param grid length of a step of the sampling grid, whole seconds, 1 s or more
 * @param lag how much later than its end a step can be asked for
 * @param pods how long pods take to become ready
 * @param limit how long a release may take; one that takes longer is counted as held
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
      throw new IllegalArgumentException("rate=" + rate + ": want requests a second above 0");
    }
    if (grid.toSeconds() < 1 || !grid.equals(Duration.ofSeconds(grid.toSeconds()))) {
      throw new IllegalArgumentException("grid=" + grid + ": want whole seconds, 1 s or more");
    }
    if (limit.isNegative() || limit.isZero()) {
      throw new IllegalArgumentException("limit=" + limit + ": want a time above 0");
    }
  }
}
