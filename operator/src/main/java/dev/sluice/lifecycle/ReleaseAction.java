package dev.sluice.lifecycle;

import dev.sluice.workload.Labels;

/** What a person can order of a release, by an annotation whose value is the revision it means. */
public enum ReleaseAction {
  /** All requests go to the canary as soon as its pods are ready; the last step is not skipped. */
  PROMOTE("promote"),
  /** The release ends and requests return to the stable version, as after a verdict. */
  ROLLBACK("rollback"),
  /** What ended, waits or was rejected is tried again at once. */
  RETRY("retry");

  private final String text;

  ReleaseAction(String text) {
    this.text = text;
  }

  /** The word for it, in status, events and on the command line. */
  public String text() {
    return text;
  }

  /** The annotation of the CanaryRelease. */
  public String annotation() {
    return Labels.PREFIX + text;
  }
}
