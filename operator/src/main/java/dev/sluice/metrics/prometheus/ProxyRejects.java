package dev.sluice.metrics.prometheus;

import dev.sluice.metrics.prometheus.QueryResult.Data;
import dev.sluice.metrics.prometheus.QueryResult.Point;
import dev.sluice.metrics.prometheus.QueryResult.TimeSeries;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Configurations that proxies of the mesh rejected, as istiod counts them. A proxy that rejects one
 * keeps the routes or clusters that it had. Safe for use by several threads.
 */
public final class ProxyRejects {
  private static final Duration INTERVAL = Duration.ofMinutes(1);

  /** Istio's short names of the resources, such as cds and rds. */
  private static final String TYPE = "type";

  private static final String REJECTS = "pilot_total_xds_rejects";

  private final PrometheusClient prometheus;
  private Instant queriedAt = Instant.MIN;
  private SortedMap<String, Long> byType = new TreeMap<>();

  public ProxyRejects(PrometheusClient prometheus) {
    this.prometheus = prometheus;
  }

  /** The rejects in the newest minute that was queried, by type; empty if there were none. */
  synchronized SortedMap<String, Long> byType() {
    return new TreeMap<>(byType);
  }

  /** Queries the last minute, once a minute; nothing is known of it where the query fails. */
  void refresh(Instant now) {
    synchronized (this) {
      if (queriedAt.isAfter(now.minus(INTERVAL))) {
        return;
      }
      queriedAt = now;
    }
    long end = now.getEpochSecond();
    RangeQuery query = new RangeQuery(increments(), new TimeRange(end, end), INTERVAL.toSeconds());
    QueryResult result = prometheus.queryAll(List.of(query)).get(0);
    SortedMap<String, Long> rejects = new TreeMap<>();
    if (result instanceof Data data) {
      for (TimeSeries series : data.series()) {
        double sum = series.points().stream().mapToDouble(Point::value).sum();
        if (sum >= 1) {
          rejects.put(series.labels().getOrDefault(TYPE, ""), (long) sum);
        }
      }
    }
    synchronized (this) {
      byType = rejects;
    }
  }

  /**
   * What the counters grew by. istiod has no counter for a type that no proxy ever rejected, so a
   * new one counts whole, unless its istiod is new to Prometheus, too.
   */
  private static String increments() {
    String now = "last_over_time(%s[%ds])".formatted(REJECTS, INTERVAL.toSeconds());
    String before = "last_over_time(%s[5m] offset %ds)".formatted(REJECTS, INTERVAL.toSeconds());
    return "sum by (%s) (((%s - %s) >= 0) or (%s and on (instance) (up offset %ds)))"
        .formatted(TYPE, now, before, now, INTERVAL.toSeconds());
  }
}
