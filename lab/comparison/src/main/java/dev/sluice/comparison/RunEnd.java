package dev.sluice.comparison;

/**
 * How one release ended.
 *
 * @param scrapes after so many; {@link #NEVER} if it did not
 * @param canaryRequests answered by the canary by then
 * @param excess failed requests that the stable version would have answered, by then
 */
record RunEnd(RunOutcome outcome, int scrapes, long canaryRequests, double excess) {
  static final int NEVER = -1;

  enum RunOutcome {
    ROLLED_BACK,
    PROMOTED,
    GOING_ON
  }

  /**
   * Seconds until the rollback.
   *
   * @throws IllegalStateException if the release ended otherwise
   */
  int rolledBackSeconds() {
    if (outcome != RunOutcome.ROLLED_BACK) {
      throw new IllegalStateException("the release was not rolled back: " + outcome);
    }
    return seconds();
  }

  int seconds() {
    return scrapes * TrafficRecording.SCRAPE_SECONDS;
  }
}
