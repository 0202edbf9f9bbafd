package dev.sluice.metrics.prometheus;

import dev.sluice.analysis.PlaintextTraffic;
import dev.sluice.analysis.PlaintextTraffic.Completeness;
import dev.sluice.metrics.PlaintextSource;
import dev.sluice.metrics.ReleaseKey;
import dev.sluice.metrics.SampleListener;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Asks Prometheus for plaintext requests: one query for all tracked releases that are due.
 *
 * <p>A release is first asked for when what came before it was tracked has been scraped, so one
 * step and one lag of the sampling grid later.
 */
public final class PlaintextQueries implements PlaintextSource, AutoCloseable {
  /** Allowed windows. */
  public static final SamplingGrid.DurationRange WINDOW =
      new SamplingGrid.DurationRange(Duration.ofSeconds(30), Duration.ofDays(1));

  private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(30);

  /** Releases that are due within this time are asked for together. */
  private static final Duration GATHER = Duration.ofMillis(300);

  private record TrackedRelease(Set<Destination> pods, Instant due) {}

  private final PrometheusClient prometheus;
  private final SamplingGrid grid;
  private final Duration window;
  private final Clock clock;
  private final SampleListener listener;
  private final Consumer<RuntimeException> errors;
  private final Map<ReleaseKey, TrackedRelease> tracked = new HashMap<>();
  private final Map<ReleaseKey, PlaintextTraffic> known = new HashMap<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread made = new Thread(task, "plaintext");
            made.setDaemon(true);
            return made;
          });
  private Future<?> scheduled;

  /**
   * Queries at rest.
   *
   * @param grid its step is at least the scrape interval
   * @param window the time that is asked for, within {@link #WINDOW}
   * @param listener called for each release of which something else is known than before
   * @param errors called with an unexpected exception; the queries continue after it
   */
  public PlaintextQueries(
      PrometheusClient prometheus,
      SamplingGrid grid,
      Duration window,
      Clock clock,
      SampleListener listener,
      Consumer<RuntimeException> errors) {
    this.prometheus = prometheus;
    this.grid = grid;
    this.window = window;
    this.clock = clock;
    this.listener = listener;
    this.errors = errors;
  }

  @Override
  public synchronized Optional<PlaintextTraffic> traffic(ReleaseKey release) {
    return Optional.ofNullable(known.get(release));
  }

  @Override
  public synchronized void track(ReleaseKey release, Set<String> workloads) {
    Set<Destination> pods =
        workloads.stream()
            .map(name -> new Destination(release.namespace(), name))
            .collect(Collectors.toSet());
    Instant now = clock.instant();
    TrackedRelease before = tracked.get(release);
    Instant due = before == null ? now.plus(grid.step()).plus(grid.lag()) : before.due();
    tracked.put(release, new TrackedRelease(pods, due));
    if (before == null) {
      schedule(now);
    }
  }

  @Override
  public synchronized void forget(ReleaseKey release) {
    tracked.remove(release);
    known.remove(release);
  }

  private synchronized void schedule(Instant now) {
    if (scheduled != null) {
      scheduled.cancel(false);
    }
    scheduled = null;
    if (!thread.isShutdown()) {
      tracked.values().stream()
          .map(TrackedRelease::due)
          .min(Comparator.naturalOrder())
          .map(due -> Math.max(GATHER.toMillis(), Duration.between(now, due).toMillis()))
          .ifPresent(delay -> scheduled = thread.schedule(this::ask, delay, TimeUnit.MILLISECONDS));
    }
  }

  private void ask() {
    Instant now = clock.instant();
    Map<ReleaseKey, TrackedRelease> wanted = due(now);
    if (!wanted.isEmpty()) {
      try {
        QueryResult result = query(wanted.values(), now.getEpochSecond());
        wanted.forEach((release, asked) -> learn(release, asked, result));
      } catch (RuntimeException e) {
        // An exception would end the schedule.
        errors.accept(e);
      }
    }
    schedule(clock.instant());
  }

  private QueryResult query(Collection<TrackedRelease> wanted, long now) {
    List<Destination> pods = wanted.stream().flatMap(one -> one.pods().stream()).toList();
    String promQl = Queries.plaintext(pods, window.toSeconds());
    RangeQuery query = new RangeQuery(promQl, new TimeRange(now, now), window.toSeconds());
    return prometheus.queryAll(List.of(query)).get(0);
  }

  /** What is asked for now. It is due again after an interval. */
  private synchronized Map<ReleaseKey, TrackedRelease> due(Instant now) {
    Duration half = window.dividedBy(2);
    Instant again = now.plus(half.compareTo(LONGEST_INTERVAL) < 0 ? half : LONGEST_INTERVAL);
    Map<ReleaseKey, TrackedRelease> wanted = new HashMap<>();
    tracked.forEach(
        (release, one) -> {
          if (!one.due().isAfter(now.plus(GATHER))) {
            wanted.put(release, new TrackedRelease(one.pods(), again));
          }
        });
    tracked.putAll(wanted);
    return wanted;
  }

  private void learn(ReleaseKey release, TrackedRelease asked, QueryResult result) {
    PlaintextTraffic traffic =
        result instanceof QueryResult.Data data
            ? traffic(asked.pods(), data)
            : PlaintextTraffic.unknown(window);
    synchronized (this) {
      TrackedRelease now = tracked.get(release);
      // Forgotten, or forgotten and tracked again, while the query was under way.
      boolean old = now == null || !now.due().equals(asked.due());
      if (old || traffic.equals(known.put(release, traffic))) {
        return;
      }
    }
    if (!listener.sampled(release)) {
      forget(release);
    }
  }

  private PlaintextTraffic traffic(Set<Destination> pods, QueryResult.Data data) {
    SortedSet<String> callers = new TreeSet<>();
    Completeness completeness = Completeness.COMPLETE;
    for (QueryResult.TimeSeries series : data.series()) {
      Map<String, String> labels = series.labels();
      if (!pods.contains(destination(labels))) {
        continue;
      }
      if (labels.getOrDefault(Queries.SECURITY, "").equals("none")) {
        callers.add(caller(labels));
      } else {
        completeness = Completeness.UNLABELLED;
      }
    }
    return new PlaintextTraffic(window, callers, completeness);
  }

  private static Destination destination(Map<String, String> labels) {
    return new Destination(
        labels.getOrDefault(Queries.NAMESPACE, ""), labels.getOrDefault(Queries.WORKLOAD, ""));
  }

  /** Proxies call a caller that sends no metadata {@code unknown}. */
  private static String caller(Map<String, String> labels) {
    String name = labels.getOrDefault(Queries.CALLER, "");
    return name.isEmpty() || name.equals("unknown")
        ? PlaintextTraffic.UNNAMED
        : labels.getOrDefault(Queries.CALLER_NAMESPACE, "") + "/" + name;
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
