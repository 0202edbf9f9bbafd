package dev.sluice.metrics.prometheus;

import dev.sluice.analysis.AnalysisTarget;
import dev.sluice.analysis.MetricsSnapshot;
import dev.sluice.analysis.MissingData;
import dev.sluice.metrics.ReleaseKey;
import dev.sluice.metrics.prometheus.QueryResult.Data;
import dev.sluice.metrics.prometheus.QueryResult.Failure;
import dev.sluice.metrics.prometheus.RangeCounts.InvalidCountException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Samples the requests of all tracked releases together: four queries for every point of the grid,
 * however many releases there are, and the custom queries.
 *
 * <p>A point is queried until it is answered, and never after that. All points that a release still
 * needs are one range, so an ordinary step, an outage of Prometheus and a restart of Sluice are the
 * same case. Safe for use by several threads.
 */
public final class Sampler {
  private final PrometheusClient prometheus;
  private final SamplingGrid grid;
  private final Queries queries;
  private final Map<ReleaseKey, TargetSamples> tracked = new HashMap<>();
  private final ScrapeIntervals intervals;
  private final BucketLabels bucketLabels = new BucketLabels();

  /** Size of a response in cells; halved after a failure that may be due to the size. */
  private int maxCells = QueryBatches.MAX_CELLS;

  public Sampler(PrometheusClient prometheus, SamplingGrid grid) {
    this.prometheus = prometheus;
    this.grid = grid;
    this.queries = new Queries(grid);
    this.intervals = new ScrapeIntervals(grid);
  }

  SamplingGrid grid() {
    return grid;
  }

  /**
   * Samples this target from the next step on, back to its start. Steps that were analyzed already
   * are dropped.
   *
   * @return whether there may be points to query at once: the target is new or needs more than
   *     before
   */
  public synchronized boolean track(ReleaseKey release, AnalysisTarget target) {
    TargetSamples samples = tracked.get(release);
    if (samples == null || !samples.retarget(target)) {
      tracked.put(release, new TargetSamples(grid, release.namespace(), target));
      return true;
    }
    return false;
  }

  /** Samples this release no more. */
  public synchronized void forget(ReleaseKey release) {
    if (tracked.remove(release) != null) {
      intervals.retain(QueryBatches.destinations(tracked.values(), TargetSamples::destinations));
    }
  }

  /** The tracked releases. */
  public synchronized Set<ReleaseKey> tracked() {
    return Set.copyOf(tracked.keySet());
  }

  /** The samples of this release's target as they are known at {@code now}. */
  public synchronized MetricsSnapshot snapshot(ReleaseKey release, Instant now) {
    TargetSamples samples = tracked.get(release);
    return samples == null
        ? new MetricsSnapshot(
            (int) grid.seconds(),
            List.of(),
            Optional.empty(),
            Optional.of(new MissingData.NotQueried()),
            Map.of())
        : samples.snapshot(now, intervals.warning(samples.candidate(), samples.baseline()));
  }

  /** Whether there are points to query at {@code now}. */
  synchronized boolean isBehind(Instant now) {
    return tracked.values().stream().anyMatch(samples -> isBehind(samples, now));
  }

  private boolean isBehind(TargetSamples samples, Instant now) {
    return samples.next(now) <= grid.newest(now) || samples.historyWanted().isPresent();
  }

  /** Queries all points that are not answered yet; returns when they are or cannot be. */
  void sample(Instant now) {
    List<TargetSamples> behind;
    synchronized (this) {
      behind = tracked.values().stream().filter(samples -> isBehind(samples, now)).toList();
    }
    for (List<TargetSamples> batch : QueryBatches.byNames(behind, TargetSamples::destinations)) {
      if (queryIncrements(batch, now)) {
        queryHistory(batch);
        queryScrapeIntervals(now);
      }
    }
  }

  private boolean queryIncrements(List<TargetSamples> batch, Instant now) {
    Map<TargetSamples, Long> next = new HashMap<>();
    Optional<Set<String>> buckets;
    synchronized (this) {
      batch.forEach(samples -> next.put(samples, samples.next(now)));
      buckets = bucketLabels.labelsOf(batch.stream().map(TargetSamples::bounds).toList());
    }
    long first = next.values().stream().mapToLong(Long::longValue).min().orElseThrow();
    Set<Destination> baselines = new TreeSet<>();
    Set<Destination> all = QueryBatches.destinations(batch, TargetSamples::destinations);
    batch.forEach(samples -> baselines.add(samples.baseline()));
    Set<Destination> others = new TreeSet<>(all);
    others.removeAll(baselines);
    TimeRange range = new TimeRange(first, grid.newest(now));
    for (TimeRange part : QueryBatches.byCells(range, all.size(), maxCells, grid)) {
      Optional<RangeCounts> counts = queryCounts(part, buckets, batch, baselines, others);
      if (counts.isEmpty()) {
        return false;
      }
      Map<TargetSamples, CustomQueryValues> custom = queryCustom(batch, next, part);
      synchronized (this) {
        for (TargetSamples samples : batch) {
          samples.add(counts.get(), custom.get(samples), part.last(), now);
          if (buckets.isPresent()) {
            bucketLabels.markUncertain(samples.missingBounds(counts.get(), part.last()));
          }
        }
      }
    }
    return true;
  }

  /**
   * The results of the standard queries; empty if one failed, and the batch then knows why.
   *
   * @param buckets labels of the buckets to query; absent for all
   * @param groups whose histograms, by far the most of the work, are queried concurrently
   */
  @SafeVarargs
  private Optional<RangeCounts> queryCounts(
      TimeRange range,
      Optional<Set<String>> buckets,
      List<TargetSamples> batch,
      Set<Destination>... groups) {
    Set<Destination> all = new TreeSet<>();
    List<RangeQuery> standard = new ArrayList<>();
    List<Set<Destination>> about = new ArrayList<>();
    for (Set<Destination> group : groups) {
      all.addAll(group);
      if (!group.isEmpty()) {
        standard.add(onGrid(queries.durations(group, buckets), range));
        about.add(group);
      }
    }
    standard.add(onGrid(queries.requests(all), range));
    standard.add(onGrid(queries.known(all), range));
    about.addAll(List.of(all, all));
    List<DestinationSeries> data = new ArrayList<>();
    Optional<MissingData> failure = Optional.empty();
    List<QueryResult> results = prometheus.queryAll(standard);
    for (int i = 0; i < results.size(); i++) {
      QueryResult result = results.get(i);
      if (result instanceof Failure failed) {
        maxCells = isConnectionFailure(failed) ? maxCells : Math.max(1, maxCells / 2);
        failure = Optional.of(failed.cause());
      } else if (result instanceof Data part) {
        data.add(new DestinationSeries(about.get(i), part.series()));
      }
    }
    if (failure.isEmpty()) {
      int last = data.size() - 1;
      try {
        RangeCounts counts =
            new RangeCounts(data.get(last - 1), data.get(last), data.subList(0, last - 1));
        maxCells = Math.min(QueryBatches.MAX_CELLS, maxCells * 2);
        bucketLabels.learn(counts.bounds());
        return Optional.of(counts);
      } catch (InvalidCountException e) {
        failure = Optional.of(e.missingData());
      }
    }
    synchronized (this) {
      for (TargetSamples samples : batch) {
        samples.fail(failure.get());
      }
    }
    return Optional.empty();
  }

  /** Failures that do not depend on the size of the query. */
  private static boolean isConnectionFailure(Failure failure) {
    return failure.cause() instanceof MissingData.Unreachable
        || failure.cause() instanceof MissingData.TlsFailed;
  }

  private Map<TargetSamples, CustomQueryValues> queryCustom(
      List<TargetSamples> batch, Map<TargetSamples, Long> next, TimeRange part) {
    record CustomQuery(TargetSamples samples, String metric) {}
    List<CustomQuery> asked = new ArrayList<>();
    List<RangeQuery> ranges = new ArrayList<>();
    Map<TargetSamples, CustomQueryValues> values = new HashMap<>();
    synchronized (this) {
      for (TargetSamples samples : batch) {
        values.put(samples, new CustomQueryValues());
        long first = Math.max(next.get(samples), part.first());
        if (first <= part.last()) {
          samples
              .customQueries()
              .forEach(
                  (metric, promQl) -> {
                    asked.add(new CustomQuery(samples, metric));
                    ranges.add(onGrid(promQl, new TimeRange(first, part.last())));
                  });
        }
      }
    }
    List<QueryResult> results = prometheus.queryAll(ranges);
    for (int i = 0; i < results.size(); i++) {
      CustomQuery query = asked.get(i);
      values.get(query.samples()).add(query.metric(), results.get(i), part.last());
    }
    return values;
  }

  private void queryHistory(List<TargetSamples> batch) {
    Map<TargetSamples, TimeRange> wanted = new HashMap<>();
    synchronized (this) {
      batch.forEach(
          samples -> samples.historyWanted().ifPresent(range -> wanted.put(samples, range)));
    }
    for (TimeRange group : QueryBatches.mergeOverlapping(wanted.values())) {
      List<TargetSamples> members =
          wanted.keySet().stream().filter(one -> wanted.get(one).overlaps(group)).toList();
      for (List<TargetSamples> part : QueryBatches.byCells(members, group, maxCells, grid)) {
        Set<Destination> baselines = new TreeSet<>();
        part.forEach(samples -> baselines.add(samples.baseline()));
        Optional<RangeCounts> counts = queryCounts(group, Optional.empty(), List.of(), baselines);
        if (counts.isEmpty()) {
          return;
        }
        synchronized (this) {
          part.forEach(samples -> samples.addHistory(counts.get(), wanted.get(samples)));
        }
      }
    }
  }

  private void queryScrapeIntervals(Instant now) {
    Set<Destination> destinations;
    synchronized (this) {
      destinations = QueryBatches.destinations(tracked.values(), TargetSamples::destinations);
      if (!intervals.due(destinations, now)) {
        return;
      }
    }
    for (List<Destination> batch : QueryBatches.byNames(destinations, List::of)) {
      RangeQuery counts =
          new RangeQuery(
              queries.sampleCounts(batch, intervals.spanSeconds()),
              intervals.ends(now),
              intervals.spanSeconds());
      if (prometheus.queryAll(List.of(counts)).get(0) instanceof Data data) {
        synchronized (this) {
          intervals.answered(batch, data);
        }
      }
    }
  }

  private RangeQuery onGrid(String promQl, TimeRange range) {
    return new RangeQuery(promQl, range, grid.seconds());
  }
}
