package dev.sluice.simulation;

import java.util.List;

/**
 * One run, moment by moment.
 *
 * @param moments in order of time
 * @param events what people were told
 */
public record Trace(SimulationOutcome outcome, List<Moment> moments, List<Event> events) {
  /** Makes the lists unmodifiable. */
  public Trace {
    moments = List.copyOf(moments);
    events = List.copyOf(events);
  }

  /**
   * Where a release stood.
   *
   * @param seconds since the new template
   * @param weight share of the requests that go to the canary, 0 to 1
   * @param logHarm natural logarithm of the evidence against the version on trial; NaN while none
   *     is
   */
  public record Moment(double seconds, double weight, double logHarm) {}

  /**
   * What people were told.
   *
   * @param seconds since the new template
   */
  public record Event(double seconds, String reason, String message) {}
}
