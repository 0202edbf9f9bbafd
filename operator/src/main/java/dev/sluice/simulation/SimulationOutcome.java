package dev.sluice.simulation;

import java.time.Duration;

/**
 * How one run ended.
 *
 * @param reason one word for machines: why it was rolled back, or what holds it
 * @param message one sentence for people
 * @param time from the new template to the end: all users on the new version, or all back on the
 *     old one, or the scenario's limit
 * @param canaryRequests requests that the new version got
 * @param hurt failed requests of the new version beyond those that the old one would have failed;
 *     chance can make it less than 0
 */
public record SimulationOutcome(
    End end, String reason, String message, Duration time, long canaryRequests, double hurt) {

  /** How a release can end. */
  public enum End {
    PROMOTED,
    ROLLED_BACK,
    /** It was neither within the scenario's limit. */
    HELD
  }
}
