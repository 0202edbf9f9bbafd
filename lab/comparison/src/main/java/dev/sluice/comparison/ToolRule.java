package dev.sluice.comparison;

/** By what one tool takes a release back. */
interface ToolRule {
  String name();

  /** The rule at work on one release. */
  Watch watch(TrafficRecording recording);

  /** What it remembers of one release. */
  interface Watch {
    /** Whether the release is taken back after the newest scrape; to be asked after each. */
    boolean rollsBack();
  }
}
