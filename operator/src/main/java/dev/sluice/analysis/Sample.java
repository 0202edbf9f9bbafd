package dev.sluice.analysis;

import java.util.Map;

/**
 * What was measured in one interval of the sampling grid, of both versions in the same seconds.
 *
 * @param time end of the interval, in seconds since 1970
 * @param candidate requests to the analyzed version
 * @param baseline requests to the version that it is compared with
 * @param values of the user's own queries at {@code time}, by metric; a query that did not return
 *     exactly one number is absent
 * @param unattributed requests to the service that failed before a pod was chosen, by Envoy's
 *     response flags
 */
public record Sample(
    long time,
    RequestCounts candidate,
    RequestCounts baseline,
    Map<String, Double> values,
    Map<String, Long> unattributed) {

  /** Where every request reached a pod. */
  public Sample(
      long time, RequestCounts candidate, RequestCounts baseline, Map<String, Double> values) {
    this(time, candidate, baseline, values, Map.of());
  }

  /** The same interval, with the values of the user's own queries. */
  public Sample with(Map<String, Double> ownValues) {
    return new Sample(time, candidate, baseline, ownValues, unattributed);
  }
}
