package dev.sluice.comparison;

/** What a tool asks its metrics source. */
interface Query {
  /** The share of requests that failed. */
  Query ERROR_SHARE = Series::errorShare;

  /** The 99th percentile of the durations, in milliseconds. */
  Query P99 = (series, from, to) -> series.quantile(0.99, from, to);

  /** The value after the scrape {@code from} and up to {@code to}; NaN without requests. */
  double value(Series series, int from, int to);
}
