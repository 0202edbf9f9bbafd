package dev.sluice.analysis;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the metrics source knows about a release.
 *
 * @param stepSeconds length of an interval of the sampling grid
 * @param steps the intervals to learn from, oldest first, each once; an interval that cannot be
 *     known any more is left out
 * @param history the baseline's intervals in the half hour before the release, oldest first; an
 *     empty list if it had no requests; absent if the source has not answered
 * @param missing why the newest intervals are not known (source down, stale samples), empty when
 *     they are
 * @param failing why a user's own query has no value, by metric
 */
public record MetricsSnapshot(
    int stepSeconds,
    List<Sample> steps,
    Optional<List<RequestCounts>> history,
    String missing,
    Map<String, String> failing) {}
