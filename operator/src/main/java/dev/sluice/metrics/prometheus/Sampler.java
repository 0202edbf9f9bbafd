package dev.sluice.metrics.prometheus;

import dev.sluice.analysis.AnalysisTarget;
import dev.sluice.analysis.MetricsSnapshot;
import dev.sluice.analysis.MissingData;
import dev.sluice.metrics.ReleaseKey;
import dev.sluice.metrics.prometheus.QueryResult.Data;
import dev.sluice.metrics.prometheus.QueryResult.Failure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Samples the requests of all tracked releases together: five queries for every point of the grid,
 * however many releases there are, or seven where some are counted by the workloads' own pods.
 * Those that leave out the requests of the same gateways have queries of their own. Custom queries
 * are separate.
 *
 * <p>A point is queried until it is answered, and never after that. All points that a release still
 * needs are one range, so an ordinary step, an outage of Prometheus and a restart of Sluice are the
 * same case. Safe for use by several threads.
 */
public final class Sampler {
  private final PrometheusClient prometheus;
  private final SamplingGrid grid;
  private final Map<ReleaseKey, TargetSamples> tracked = new HashMap<>();
  private final ScrapeIntervals intervals;
  private final MeshReporters mesh;
  private final BucketLabels bucketLabels = new BucketLabels();

  /** Size of a response in cells; halved after a failure that may be due to the size. */
  private int maxCells = QueryBatches.MAX_CELLS;

  public Sampler(PrometheusClient prometheus, SamplingGrid grid) {
    this.prometheus = prometheus;
    this.grid = grid;
    this.intervals = new ScrapeIntervals(prometheus, grid);
    this.mesh = new MeshReporters(prometheus);
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
        : samples.snapshot(now, scrapeSeconds(samples), mesh.isReported(samples.reporter(), now));
  }

  private long scrapeSeconds(TargetSamples samples) {
    return intervals.seconds(samples.reporter(), samples.destinations());
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
    Map<Set<String>, List<TargetSamples>> behind;
    synchronized (this) {
      behind =
          tracked.values().stream()
              .filter(samples -> isBehind(samples, now))
              .collect(Collectors.groupingBy(TargetSamples::leftOut));
    }
    behind.forEach(
        (leftOut, samples) ->
            sample(new Queries(grid, intervals.longest(), leftOut), samples, now));
  }

  private void sample(Queries queries, List<TargetSamples> behind, Instant now) {
    for (List<TargetSamples> batch : QueryBatches.byNames(behind, TargetSamples::destinations)) {
      if (queryIncrements(queries, batch, now)) {
        queryHistory(queries, batch);
        refresh(now);
      }
    }
  }

  /** What is known of the scrapes, and of other workloads where that matters. */
  private void refresh(Instant now) {
    Set<Destination> destinations;
    OptionalLong stale;
    synchronized (this) {
      destinations = QueryBatches.destinations(tracked.values(), TargetSamples::destinations);
      stale =
          tracked.values().stream()
              .filter(samples -> samples.asksForOthers(scrapeSeconds(samples)))
              .mapToLong(samples -> grid.staleSeconds(scrapeSeconds(samples)))
              .max();
    }
    intervals.refresh(destinations, now);
    stale.ifPresent(seconds -> mesh.refresh(now, seconds));
  }

  private boolean queryIncrements(Queries queries, List<TargetSamples> batch, Instant now) {
    long first;
    Optional<Set<String>> buckets;
    synchronized (this) {
      first = batch.stream().mapToLong(samples -> samples.next(now)).min().orElseThrow();
      buckets = bucketLabels.labelsOf(batch.stream().map(TargetSamples::bounds).toList());
    }
    QueryGroups groups = new QueryGroups();
    batch.forEach(samples -> groups.addBaseline(samples.reporter(), samples.baseline()));
    batch.forEach(samples -> groups.addCandidate(samples.reporter(), samples.candidate()));
    batch.forEach(samples -> samples.service().ifPresent(groups::addService));
    TimeRange range = new TimeRange(first, grid.newest(now));
    int workloads = QueryBatches.destinations(batch, TargetSamples::destinations).size();
    for (TimeRange part : QueryBatches.byCells(range, workloads, maxCells, grid)) {
      Optional<RangeCounts> counts = queryCounts(queries, part, buckets, batch, groups);
      if (counts.isEmpty()) {
        return false;
      }
      synchronized (this) {
        for (TargetSamples samples : batch) {
          samples.add(counts.get(), part.last(), now);
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
   */
  private Optional<RangeCounts> queryCounts(
      Queries queries,
      TimeRange range,
      Optional<Set<String>> buckets,
      List<TargetSamples> batch,
      QueryGroups groups) {
    StepQueries step = new StepQueries(queries, groups, buckets, range, grid);
    List<Data> responses = new ArrayList<>();
    Optional<MissingData> failure = Optional.empty();
    for (QueryResult result : prometheus.queryAll(step.all())) {
      if (result instanceof Failure failed) {
        maxCells = isConnectionFailure(failed) ? maxCells : Math.max(1, maxCells / 2);
        failure = Optional.of(failed.cause());
      } else if (result instanceof Data data) {
        responses.add(data);
      }
    }
    if (failure.isPresent()) {
      synchronized (this) {
        for (TargetSamples samples : batch) {
          samples.fail(failure.get());
        }
      }
      return Optional.empty();
    }
    RangeCounts counts = step.read(responses);
    maxCells = Math.min(QueryBatches.MAX_CELLS, maxCells * 2);
    bucketLabels.learn(counts.bounds());
    return Optional.of(counts);
  }

  /** Failures that do not depend on the size of the query. */
  private static boolean isConnectionFailure(Failure failure) {
    return failure.cause() instanceof MissingData.Unreachable
        || failure.cause() instanceof MissingData.TlsFailed;
  }

  /** The namespaces of releases with queries of their users. */
  synchronized Set<String> namespacesWithQueries() {
    return tracked.entrySet().stream()
        .filter(entry -> !entry.getValue().customQueries().isEmpty())
        .map(entry -> entry.getKey().namespace())
        .collect(Collectors.toSet());
  }

  /**
   * Queries what users ask for in one namespace, one query after the other; returns when all are
   * answered or have failed.
   *
   * @return the releases with an answer
   */
  Set<ReleaseKey> sampleCustom(String namespace, Instant now) {
    Map<ReleaseKey, TargetSamples> wanted = new HashMap<>();
    synchronized (this) {
      tracked.forEach(
          (release, samples) -> {
            if (release.namespace().equals(namespace) && samples.customWanted(now).isPresent()) {
              wanted.put(release, samples);
            }
          });
    }
    wanted.values().forEach(samples -> queryCustom(samples, now));
    return Set.copyOf(wanted.keySet());
  }

  private void queryCustom(TargetSamples samples, Instant now) {
    Map<String, String> asked;
    Optional<TimeRange> range;
    synchronized (this) {
      asked = samples.customQueries();
      range = samples.customWanted(now);
    }
    Map<String, QueryResult> results = new HashMap<>();
    range.ifPresent(
        span ->
            asked.forEach(
                (metric, promQl) ->
                    results.put(
                        metric, prometheus.query(new RangeQuery(promQl, span, grid.seconds())))));
    synchronized (this) {
      results.forEach(
          (metric, result) ->
              samples.addCustom(metric, asked.get(metric), result, range.orElseThrow().last()));
    }
  }

  private void queryHistory(Queries queries, List<TargetSamples> batch) {
    Map<TargetSamples, TimeRange> wanted = new HashMap<>();
    synchronized (this) {
      batch.forEach(
          samples -> samples.historyWanted().ifPresent(range -> wanted.put(samples, range)));
    }
    for (TimeRange group : QueryBatches.mergeOverlapping(wanted.values())) {
      List<TargetSamples> members =
          wanted.keySet().stream().filter(one -> wanted.get(one).overlaps(group)).toList();
      for (List<TargetSamples> part : QueryBatches.byCells(members, group, maxCells, grid)) {
        QueryGroups groups = new QueryGroups();
        part.forEach(samples -> groups.addBaseline(samples.reporter(), samples.baseline()));
        part.forEach(samples -> samples.service().ifPresent(groups::addService));
        Optional<RangeCounts> counts =
            queryCounts(queries, group, Optional.empty(), List.of(), groups);
        if (counts.isEmpty()) {
          return;
        }
        synchronized (this) {
          part.forEach(samples -> samples.addHistory(counts.get(), wanted.get(samples)));
        }
      }
    }
  }
}
