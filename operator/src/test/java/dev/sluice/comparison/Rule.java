package dev.sluice.comparison;

/** By what one tool takes a release back. */
interface Rule {
  String name();

  /** The rule at work on one release. */
  Watch watch(Recording recording);

  /** What it remembers of one release. */
  interface Watch {
    /** Whether the release is rolled back after the newest scrape; to be asked after each. */
    boolean condemns();
  }
}
