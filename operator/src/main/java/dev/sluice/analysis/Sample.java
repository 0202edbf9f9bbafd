package dev.sluice.analysis;

import java.util.Map;

/**
 * What was measured in one step of the sampling grid, of both versions in the same seconds.
 *
 * @param time end of the step, in seconds since 1970; it began one step earlier
 * @param candidate the version on trial
 * @param baseline the version that it is compared with
 * @param values of the user's own queries at {@code time}, by metric; a query without exactly one
 *     number as its answer is absent
 */
public record Sample(
    long time, RequestCounts candidate, RequestCounts baseline, Map<String, Double> values) {}
