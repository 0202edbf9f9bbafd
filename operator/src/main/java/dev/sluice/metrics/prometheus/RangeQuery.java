package dev.sluice.metrics.prometheus;

/**
 * One range query.
 *
 * @param promQl the expression
 * @param stepSeconds from one value to the next
 */
public record RangeQuery(String promQl, TimeRange range, long stepSeconds) {}
