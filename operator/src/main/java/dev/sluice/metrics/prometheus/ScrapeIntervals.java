package dev.sluice.metrics.prometheus;

import dev.sluice.analysis.MissingData;
import dev.sluice.metrics.prometheus.QueryResult.Data;
import dev.sluice.metrics.prometheus.QueryResult.Point;
import dev.sluice.metrics.prometheus.QueryResult.TimeSeries;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Scrape intervals of the callers of each workload, measured in samples. With a sampling step that
 * is shorter, most steps would be empty.
 */
final class ScrapeIntervals {
  /** A change of the scrape configuration is seen after this long at most. */
  private static final Duration REFRESH = Duration.ofMinutes(5);

  /** How soon the interval of a workload is queried again while it is unknown. */
  private static final Duration RETRY_UNKNOWN = Duration.ofMinutes(1);

  /** Spans that are counted; the fullest one is used, because a failed scrape leaves a gap. */
  private static final int SPANS = 5;

  private final SamplingGrid grid;
  private final Map<Destination, Long> samples = new HashMap<>();
  private Instant queriedAt = Instant.MIN;

  ScrapeIntervals(SamplingGrid grid) {
    this.grid = grid;
  }

  /** Whether to query these now; records that they are queried. */
  boolean due(Collection<Destination> destinations, Instant now) {
    boolean due =
        queriedAt.isBefore(now.minus(REFRESH))
            || (queriedAt.isBefore(now.minus(RETRY_UNKNOWN))
                && !samples.keySet().containsAll(destinations));
    if (due) {
      queriedAt = now;
    }
    return due;
  }

  /** Length of the spans in which samples are counted, in seconds. */
  long spanSeconds() {
    return Math.max(120, 4 * grid.seconds());
  }

  /** The ends of the spans, one {@link #spanSeconds} after the other. */
  TimeRange ends(Instant now) {
    long last = grid.newest(now);
    return new TimeRange(last - (SPANS - 1) * spanSeconds(), last);
  }

  /** Replaces what is known of these workloads by the data. */
  void answered(Collection<Destination> destinations, Data data) {
    samples.keySet().removeAll(destinations);
    for (TimeSeries series : data.series()) {
      Destination destination =
          new Destination(
              series.labels().getOrDefault(Queries.NAMESPACE, ""),
              series.labels().getOrDefault(Queries.WORKLOAD, ""));
      double most = series.points().stream().mapToDouble(Point::value).max().orElse(0);
      if (destinations.contains(destination) && most >= 1) {
        samples.put(destination, (long) most);
      }
    }
  }

  void retain(Collection<Destination> destinations) {
    samples.keySet().retainAll(destinations);
  }

  /** A step that is too short for these workloads; empty if it is not, or nothing is known. */
  Optional<MissingData> warning(Destination... destinations) {
    long most = Stream.of(destinations).mapToLong(d -> samples.getOrDefault(d, 0L)).max().orElse(0);
    // A span of n intervals holds n or n+1 samples: warn only where either is too few.
    if (most == 0 || spanSeconds() <= grid.seconds() * (most + 1)) {
      return Optional.empty();
    }
    long seconds = Math.round((double) spanSeconds() / most);
    return Optional.of(new MissingData.StepShorterThanScrape(grid.seconds(), seconds));
  }
}
