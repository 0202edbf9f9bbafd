package dev.sluice.comparison;

/** By what one tool takes a release back. */
interface ToolRule {
  String name();

  /** The rule at work on one release. */
  Watch watch(TrafficRecording recording);

  /** What it remembers of one release. */
  interface Watch {
    /** Whether the release rolls back after the newest scrape; call it after each. */
    boolean rollsBack();
  }
}
