package dev.sluice.analysis;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The metrics of one analysis target at one time.
 *
 * @param stepSeconds length of a step of the sampling grid
 * @param steps samples to analyze, oldest first, each once; a step that can no longer be known is
 *     left out
 * @param history the baseline's steps in the 30 minutes before the release, oldest first; an empty
 *     list if it had no requests; absent if the source was not queried or has not answered
 * @param missingData why the newest steps are not known (source down, stale samples); empty if they
 *     are
 * @param failingQueries why a custom query has no value, by metric
 * @param counting how the requests are counted
 */
public record MetricsSnapshot(
    int stepSeconds,
    List<Sample> steps,
    Optional<List<RequestCounts>> history,
    Optional<MissingData> missingData,
    Map<String, MissingData> failingQueries,
    Counting counting) {

  /** Counted by the callers, without anything to say of it. */
  public MetricsSnapshot(
      int stepSeconds,
      List<Sample> steps,
      Optional<List<RequestCounts>> history,
      Optional<MissingData> missingData,
      Map<String, MissingData> failingQueries) {
    this(stepSeconds, steps, history, missingData, failingQueries, Counting.BY_CALLERS);
  }

  /**
   * How the requests are counted.
   *
   * @param reporter whose proxies count
   * @param quietSeconds how long a workload that has requests may show none, because its counters
   *     are scraped so rarely
   * @param missingDurations why requests are counted without their durations; empty if they have
   *     some, or too few requests were counted to tell
   * @param warning what should be changed, though nothing is missing because of it
   * @param unattributedShare of the requests in the best five minutes of the half hour before the
   *     release that failed before a pod was chosen, 0 to 1; 0 if that is not known
   */
  public record Counting(
      Reporter reporter,
      long quietSeconds,
      Optional<MissingData> missingDurations,
      Optional<MissingData> warning,
      double unattributedShare) {
    public static final Counting BY_CALLERS =
        new Counting(Reporter.SOURCE, 0, Optional.empty(), Optional.empty(), 0);
  }
}
