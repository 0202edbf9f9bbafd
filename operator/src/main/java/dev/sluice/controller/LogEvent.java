package dev.sluice.controller;

/**
 * Events that occur in the log only. Events of a release are logged under their {@link
 * dev.sluice.messages.Reason}.
 */
public enum LogEvent {
  Starting("The process has read its configuration; port is where it serves metrics."),
  WaitingForPrerequisites("The CRD or a kind of Istio is missing; the message names what."),
  Started("The controller watches the cluster and acts as soon as it leads."),
  Leading("This process holds the Lease and acts."),
  LeadershipLost("The Lease went to another process or could not be renewed; this process ends."),
  LeaseReleased("This process gave the Lease away, so that the next one starts at once."),
  LeaseNotReleased("The Lease could not be given away; the next process waits until it expires."),
  Stopping("The process ends after the reconciliations that are running."),
  Stopped("The process has closed everything."),
  InformerStopped("A watch ended for good; this process ends, to be restarted."),
  SamplerFailed("An unexpected error in sampling; the next step is tried as usual."),
  ClocksDiffer(
      "The clock of Prometheus differs from this process's by skewSeconds, positive if it is ahead;"
          + " samples look late, or are missing. Correct the clock that is wrong."),
  ClocksAgree("The clock of Prometheus agrees with this process's again."),
  OrphansNotSwept(
      "An unexpected error while looking for objects whose CanaryRelease does not exist; they are"
          + " looked for again in a minute."),
  EventNotSent("An event could not be created; events are sent once and may be lost."),
  Applied("A change was written; object is what changed, change is how."),
  WriteConflict("The object changed since it was observed; the release is decided on again."),
  Analyzed("The first decision that uses a step of the sampling grid, with its numbers.");

  private final String meaning;

  LogEvent(String meaning) {
    this.meaning = meaning;
  }

  /** What it means, in one sentence. */
  public String meaning() {
    return meaning;
  }
}
