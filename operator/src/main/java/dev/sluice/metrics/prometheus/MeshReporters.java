package dev.sluice.metrics.prometheus;

import dev.sluice.analysis.Reporter;
import dev.sluice.metrics.prometheus.QueryResult.Data;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who reports requests to any workload of the mesh. A workload without series has no requests where
 * others of the same reporter have series; where none has, telemetry may be missing. Queried only
 * while it matters, since the query reads a series of every workload. Safe for use by several
 * threads.
 */
final class MeshReporters {
  private static final Duration REFRESH = Duration.ofMinutes(1);

  private static final Duration VALID = REFRESH.multipliedBy(2);

  private final PrometheusClient prometheus;
  private Set<String> labels = Set.of();
  private Instant queriedAt = Instant.MIN;

  MeshReporters(PrometheusClient prometheus) {
    this.prometheus = prometheus;
  }

  /**
   * Queries it at most once a minute; nothing is known of it where the query fails.
   *
   * @param seconds how far back to look: not to the last samples of a workload that has no newer
   *     ones
   */
  void refresh(Instant now, long seconds) {
    synchronized (this) {
      if (queriedAt.isAfter(now.minus(REFRESH))) {
        return;
      }
      queriedAt = now;
    }
    long end = now.getEpochSecond();
    QueryResult result =
        prometheus
            .queryAll(
                List.of(new RangeQuery(Queries.reporters(seconds), new TimeRange(end, end), 1)))
            .get(0);
    Set<String> found =
        result instanceof Data data
            ? data.series().stream()
                .map(series -> series.labels().getOrDefault(Queries.REPORTER, ""))
                .collect(Collectors.toSet())
            : Set.of();
    synchronized (this) {
      labels = found;
    }
  }

  /** Whether any workload was reported so lately; false if that was not queried lately. */
  synchronized boolean isReported(Reporter reporter, Instant now) {
    return queriedAt.isAfter(now.minus(VALID)) && labels.contains(reporter.label());
  }
}
