package dev.sluice.simulation;

import java.util.List;

/**
 * Details of one run.
 *
 * @param points in order of time
 * @param events in order of time
 */
public record Trace(SimulationOutcome outcome, List<TracePoint> points, List<TraceEvent> events) {
  /** Makes the lists unmodifiable. */
  public Trace {
    points = List.copyOf(points);
    events = List.copyOf(events);
  }

  /**
   * State of a release at one time.
   *
   * @param seconds since the new template
   * @param weight share of the requests that go to the canary, 0 to 1
   * @param logHarm natural logarithm of the evidence of harm; NaN without an analysis
   */
  public record TracePoint(double seconds, double weight, double logHarm) {}

  /**
   * An event of the release.
   *
   * @param seconds since the new template
   */
  public record TraceEvent(double seconds, String reason, String message) {}
}
