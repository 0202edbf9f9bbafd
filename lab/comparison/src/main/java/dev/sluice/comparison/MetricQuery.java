package dev.sluice.comparison;

/** What a tool asks its metrics source. */
interface MetricQuery {
  /** The share of requests that failed. */
  MetricQuery ERROR_SHARE = VersionSeries::errorShare;

  /** The 99th percentile of the durations, in milliseconds. */
  MetricQuery P99 = (series, from, to) -> series.quantile(0.99, from, to);

  /** The value after the scrape {@code from} and up to {@code to}; NaN without requests. */
  double value(VersionSeries series, int from, int to);
}
