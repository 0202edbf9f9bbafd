package dev.sluice.metrics.prometheus;

import dev.sluice.metrics.prometheus.QueryResult.Data;
import dev.sluice.metrics.prometheus.QueryResult.Point;
import dev.sluice.metrics.prometheus.QueryResult.Series;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How often the callers of each workload are scraped, counted in samples: with a shorter step most
 * steps would be empty.
 */
final class ScrapeIntervals {
  /** A change of the scrape configuration is seen after this long at most. */
  private static final Duration AGAIN = Duration.ofMinutes(5);

  /** How soon a workload that nothing is known of is asked for again. */
  private static final Duration SOON = Duration.ofMinutes(1);

  /** Spans that are looked at: the best one counts, for a scrape that fails is no interval. */
  private static final int SPANS = 5;

  private final SamplingGrid grid;
  private final Map<Destination, Long> samples = new HashMap<>();
  private Instant asked = Instant.MIN;

  ScrapeIntervals(SamplingGrid grid) {
    this.grid = grid;
  }

  /** Whether these are to be asked for now; notes that they are. */
  boolean due(Collection<Destination> destinations, Instant now) {
    boolean due =
        asked.isBefore(now.minus(AGAIN))
            || (asked.isBefore(now.minus(SOON)) && !samples.keySet().containsAll(destinations));
    if (due) {
      asked = now;
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

  /** Takes over what the answer says; forgets what it says nothing of. */
  void answered(Collection<Destination> destinations, Data data) {
    samples.keySet().removeAll(destinations);
    for (Series series : data.series()) {
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

  /** What is wrong with the step for these workloads; empty if nothing is, or nothing is known. */
  String complaint(Destination... destinations) {
    long most = Stream.of(destinations).mapToLong(d -> samples.getOrDefault(d, 0L)).max().orElse(0);
    // A span of n intervals holds n samples or one more: what is said here is certain.
    if (most == 0 || spanSeconds() <= grid.seconds() * (most + 1)) {
      return "";
    }
    long seconds = Math.round((double) spanSeconds() / most);
    return "SLUICE_SAMPLING_STEP=\"%ds\" is shorter than the scrape interval, about %d s; set it to that or more"
        .formatted(grid.seconds(), seconds);
  }
}
