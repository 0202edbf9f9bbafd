package dev.sluice.simulation;

import java.time.Duration;

/**
 * Outcome of one simulated release.
 *
 * @param reason machine-readable cause of a rollback or hold
 * @param message human-readable cause
 * @param time from the new template to the end: the promotion, the return of all requests to the
 *     stable version, or the limit of the scenario
 * @param canaryRequests requests to the new version
 * @param excessErrors failed requests of the new version beyond those that the stable version would
 *     have failed; chance can make it negative
 */
public record SimulationOutcome(
    End end,
    String reason,
    String message,
    Duration time,
    long canaryRequests,
    double excessErrors) {

  /** End of a simulated release. */
  public enum End {
    PROMOTED,
    ROLLED_BACK,
    /** Neither promoted nor rolled back within the limit of the scenario. */
    HELD
  }
}
