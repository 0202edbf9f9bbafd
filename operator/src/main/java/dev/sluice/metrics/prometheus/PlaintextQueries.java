package dev.sluice.metrics.prometheus;

import dev.sluice.analysis.PlaintextTraffic;
import dev.sluice.metrics.PlaintextSource;
import dev.sluice.metrics.ReleaseKey;
import dev.sluice.metrics.SampleListener;
import java.time.Clock;
import java.time.Duration;
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
 * Asks Prometheus for plaintext requests: one query for all tracked releases, at regular times
 * while there are any.
 */
public final class PlaintextQueries implements PlaintextSource, AutoCloseable {
  /** Allowed windows. */
  public static final SamplingGrid.DurationRange WINDOW =
      new SamplingGrid.DurationRange(Duration.ofSeconds(30), Duration.ofDays(1));

  private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(30);

  /** Releases that are tracked together, as after a restart, are asked for together. */
  private static final Duration GATHER = Duration.ofMillis(300);

  private final PrometheusClient prometheus;
  private final Duration window;
  private final Clock clock;
  private final SampleListener listener;
  private final Consumer<RuntimeException> errors;
  private final Map<ReleaseKey, Set<Destination>> tracked = new HashMap<>();
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
   * @param window the time that is asked for, within {@link #WINDOW}
   * @param listener called for each release of which something else is known than before
   * @param errors called with an unexpected exception; the queries continue after it
   */
  public PlaintextQueries(
      PrometheusClient prometheus,
      Duration window,
      Clock clock,
      SampleListener listener,
      Consumer<RuntimeException> errors) {
    this.prometheus = prometheus;
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
    if (tracked.put(release, pods) == null) {
      schedule(GATHER);
    }
  }

  @Override
  public synchronized void forget(ReleaseKey release) {
    tracked.remove(release);
    known.remove(release);
  }

  private synchronized void schedule(Duration delay) {
    if (scheduled == null && !thread.isShutdown()) {
      scheduled = thread.schedule(this::ask, delay.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void ask() {
    Map<ReleaseKey, Set<Destination>> wanted;
    synchronized (this) {
      scheduled = null;
      wanted = Map.copyOf(tracked);
    }
    if (wanted.isEmpty()) {
      return;
    }
    try {
      long now = clock.instant().getEpochSecond();
      QueryResult result =
          prometheus
              .queryAll(
                  List.of(
                      new RangeQuery(
                          Queries.plaintext(
                              wanted.values().stream().flatMap(Set::stream).toList(),
                              window.toSeconds()),
                          new TimeRange(now, now),
                          window.toSeconds())))
              .get(0);
      wanted.forEach((release, pods) -> learn(release, pods, result));
    } catch (RuntimeException e) {
      // An exception would end the schedule.
      errors.accept(e);
    }
    Duration half = window.dividedBy(2);
    schedule(half.compareTo(LONGEST_INTERVAL) < 0 ? half : LONGEST_INTERVAL);
  }

  private void learn(ReleaseKey release, Set<Destination> pods, QueryResult result) {
    Optional<PlaintextTraffic> traffic =
        result instanceof QueryResult.Data data
            ? Optional.of(traffic(pods, data))
            : Optional.empty();
    synchronized (this) {
      if (!tracked.containsKey(release) || traffic.equals(traffic(release))) {
        return;
      }
      traffic.ifPresentOrElse(seen -> known.put(release, seen), () -> known.remove(release));
    }
    if (!listener.sampled(release)) {
      forget(release);
    }
  }

  private PlaintextTraffic traffic(Set<Destination> pods, QueryResult.Data data) {
    SortedSet<String> callers = new TreeSet<>();
    boolean unlabelled = false;
    for (QueryResult.TimeSeries series : data.series()) {
      Map<String, String> labels = series.labels();
      if (!pods.contains(destination(labels))) {
        continue;
      }
      if (labels.getOrDefault(Queries.SECURITY, "").equals("none")) {
        callers.add(caller(labels));
      } else {
        unlabelled = true;
      }
    }
    return new PlaintextTraffic(window, callers, unlabelled);
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
