package dev.sluice.metrics.prometheus;

import dev.sluice.analysis.Reporter;
import dev.sluice.metrics.prometheus.QueryResult.Data;
import dev.sluice.metrics.prometheus.QueryResult.Point;
import dev.sluice.metrics.prometheus.QueryResult.TimeSeries;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Scrape intervals of the proxies that count the requests to each workload, measured in samples.
 * With a sampling step that is shorter, most steps are empty: their requests come with a later one.
 * Safe for use by several threads.
 */
final class ScrapeIntervals {
  /** A change of the scrape configuration is seen after this long at most. */
  private static final Duration REFRESH = Duration.ofMinutes(5);

  /** How soon the interval of a workload is queried again while it is unknown. */
  private static final Duration RETRY_UNKNOWN = Duration.ofMinutes(1);

  /** Spans that are counted; the fullest one is used, because a failed scrape leaves a gap. */
  private static final int SPANS = 5;

  /** What is assumed of no workload, whatever its series look like. */
  private static final long LONGEST = 300;

  private final PrometheusClient prometheus;
  private final SamplingGrid grid;
  private final Map<CountedWorkload, Long> samples = new HashMap<>();
  private Instant queriedAt = Instant.MIN;

  ScrapeIntervals(PrometheusClient prometheus, SamplingGrid grid) {
    this.prometheus = prometheus;
    this.grid = grid;
  }

  /** Queries what is not known of these, or is not known to be so any more. */
  void refresh(Collection<Destination> destinations, Instant now) {
    if (!due(destinations, now)) {
      return;
    }
    for (List<Destination> batch : QueryBatches.byNames(destinations, List::of)) {
      RangeQuery counts =
          new RangeQuery(Queries.sampleCounts(batch, spanSeconds()), ends(now), spanSeconds());
      if (prometheus.queryAll(List.of(counts)).get(0) instanceof Data data) {
        answered(batch, data);
      }
    }
  }

  private synchronized boolean due(Collection<Destination> destinations, Instant now) {
    boolean due =
        queriedAt.isBefore(now.minus(REFRESH))
            || (queriedAt.isBefore(now.minus(RETRY_UNKNOWN))
                && !destinations.stream().allMatch(this::isKnown));
    if (due) {
      queriedAt = now;
    }
    return due;
  }

  private boolean isKnown(Destination destination) {
    return samples.keySet().stream().anyMatch(known -> known.destination().equals(destination));
  }

  /** Length of the spans in which samples are counted, in seconds. */
  private long spanSeconds() {
    return Math.max(120, 4 * grid.seconds());
  }

  /** The ends of the spans, one {@link #spanSeconds} after the other. */
  private TimeRange ends(Instant now) {
    long last = grid.newest(now);
    return new TimeRange(last - (SPANS - 1) * spanSeconds(), last);
  }

  private synchronized void answered(Collection<Destination> destinations, Data data) {
    samples.keySet().removeIf(known -> destinations.contains(known.destination()));
    for (TimeSeries series : data.series()) {
      CountedWorkload workload = RangeCounts.workload(series);
      double most = series.points().stream().mapToDouble(Point::value).max().orElse(0);
      if (destinations.contains(workload.destination()) && most >= 1) {
        samples.put(workload, (long) most);
      }
    }
  }

  synchronized void retain(Collection<Destination> destinations) {
    samples.keySet().removeIf(known -> !destinations.contains(known.destination()));
  }

  /**
   * About how long it takes from one scrape to the next, in seconds. Of a workload that is too
   * young to tell, the longest of the others.
   *
   * @return 0 if nothing is known of any
   */
  synchronized long seconds(Reporter reporter, Collection<Destination> destinations) {
    long most =
        destinations.stream()
            .mapToLong(each -> samples.getOrDefault(new CountedWorkload(each, reporter), 0L))
            .max()
            .orElse(0);
    return most == 0 ? longest() : interval(most);
  }

  /** The longest of all, in seconds; 0 if nothing is known of any. */
  synchronized long longest() {
    return samples.values().stream().mapToLong(this::interval).max().orElse(0);
  }

  private long interval(long most) {
    return Math.min(LONGEST, Math.round((double) spanSeconds() / most));
  }
}
