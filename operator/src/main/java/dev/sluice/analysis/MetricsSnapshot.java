package dev.sluice.analysis;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the metrics source says of a trial.
 *
 * @param stepSeconds length of a step of the sampling grid
 * @param steps what is to be judged, oldest first, each once; a step that cannot be known any more
 *     is left out
 * @param history the baseline's steps in the half hour before the release, oldest first; empty list
 *     where it had no requests; absent where the source was not asked or has not answered
 * @param missing why the newest steps are not known (source down, stale samples), empty when they
 *     are
 * @param failing why a query of the user's own has no value, by metric
 */
public record MetricsSnapshot(
    int stepSeconds,
    List<Sample> steps,
    Optional<List<RequestCounts>> history,
    String missing,
    Map<String, String> failing) {}
