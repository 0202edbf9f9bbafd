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
 */
public record MetricsSnapshot(
    int stepSeconds,
    List<Sample> steps,
    Optional<List<RequestCounts>> history,
    Optional<MissingData> missingData,
    Map<String, MissingData> failingQueries) {}
