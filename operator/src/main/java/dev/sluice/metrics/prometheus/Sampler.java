package dev.sluice.metrics.prometheus;

import dev.sluice.analysis.AnalysisTarget;
import dev.sluice.analysis.MetricsSnapshot;
import dev.sluice.metrics.prometheus.QueryResult.Data;
import dev.sluice.metrics.prometheus.QueryResult.Failure;
import dev.sluice.metrics.prometheus.QueryResult.Kind;
import dev.sluice.metrics.prometheus.RangeCounts.NotWhole;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Counts requests for all releases on trial together: four queries for every point of the grid,
 * however many releases there are, and the users' own.
 *
 * <p>A point is asked for until it is answered, and then never again. What a trial was not judged
 * by yet is asked for in one range, so that an ordinary step, an outage of Prometheus and a restart
 * of Sluice are the same thing. Safe for use by several threads.
 */
public final class Sampler {

  /** A release on trial. */
  public record Key(String namespace, String release) {}

  private final PrometheusClient prometheus;
  private final SamplingGrid grid;
  private final Queries queries;
  private final Map<Key, TargetSamples> tracks = new HashMap<>();
  private final ScrapeIntervals intervals;
  private final BucketLabels bounds = new BucketLabels();

  /** How much is asked for at once; less after an answer that was too much for Prometheus. */
  private int room = QueryBatches.ROOM;

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
   * Counts for this trial from the next step on, back to its beginning. Steps that it was judged by
   * are forgotten.
   *
   * @return whether there may be something to be asked for at once: the trial is new or wants to
   *     know more than before
   */
  public synchronized boolean track(Key key, AnalysisTarget trial) {
    TargetSamples track = tracks.get(key);
    if (track == null || !track.continues(trial)) {
      tracks.put(key, new TargetSamples(grid, key.namespace(), trial));
      return true;
    }
    return false;
  }

  /** No longer counts for this release. */
  public synchronized void forget(Key key) {
    if (tracks.remove(key) != null) {
      intervals.retain(QueryBatches.destinations(tracks.values(), TargetSamples::destinations));
    }
  }

  /** The releases on trial. */
  public synchronized Set<Key> tracked() {
    return Set.copyOf(tracks.keySet());
  }

  /** What is known at {@code now} of this release's trial. */
  public synchronized MetricsSnapshot samples(Key key, Instant now) {
    TargetSamples track = tracks.get(key);
    return track == null
        ? new MetricsSnapshot(
            (int) grid.seconds(), List.of(), Optional.empty(), TargetSamples.NOT_ASKED, Map.of())
        : track.samples(now, intervals.complaint(track.candidate(), track.baseline()));
  }

  /** Whether there is something to be asked for at {@code now}. */
  synchronized boolean behind(Instant now) {
    return tracks.values().stream().anyMatch(track -> behind(track, now));
  }

  private boolean behind(TargetSamples track, Instant now) {
    return track.next(now) <= grid.newest(now) || track.historyWanted().isPresent();
  }

  /** Asks for all that is still to be answered; returns when it is or cannot be. */
  void step(Instant now) {
    List<TargetSamples> behind;
    synchronized (this) {
      behind = tracks.values().stream().filter(track -> behind(track, now)).toList();
    }
    for (List<TargetSamples> batch : QueryBatches.byNames(behind, TargetSamples::destinations)) {
      if (increments(batch, now)) {
        history(batch);
        scrapeInterval(now);
      }
    }
  }

  private boolean increments(List<TargetSamples> batch, Instant now) {
    Map<TargetSamples, Long> next = new HashMap<>();
    Optional<Set<String>> asked;
    synchronized (this) {
      batch.forEach(track -> next.put(track, track.next(now)));
      asked = bounds.asked(batch.stream().map(TargetSamples::bounds).toList());
    }
    long first = next.values().stream().mapToLong(Long::longValue).min().orElseThrow();
    Set<Destination> baselines = new TreeSet<>();
    Set<Destination> all = QueryBatches.destinations(batch, TargetSamples::destinations);
    batch.forEach(track -> baselines.add(track.baseline()));
    Set<Destination> others = new TreeSet<>(all);
    others.removeAll(baselines);
    TimeRange span = new TimeRange(first, grid.newest(now));
    for (TimeRange part : QueryBatches.byRoom(span, all.size(), room, grid)) {
      RangeCounts counted = counted(part, asked, batch, baselines, others);
      if (counted == null) {
        return false;
      }
      Map<TargetSamples, CustomQueryValues> own = own(batch, next, part);
      synchronized (this) {
        for (TargetSamples track : batch) {
          track.answered(counted, own.get(track), part.last(), now);
          if (asked.isPresent()) {
            bounds.doubt(track.lacking(counted, part.last()));
          }
        }
      }
    }
    return true;
  }

  /**
   * The answers to the standard queries; null, and the tracks know why, where there are none.
   *
   * @param asked bounds of the histograms, as they are written; absent for all
   * @param groups whose histograms, by far the most of the work, are asked for at the same time
   */
  @SafeVarargs
  private RangeCounts counted(
      TimeRange span,
      Optional<Set<String>> asked,
      List<TargetSamples> tracks,
      Set<Destination>... groups) {
    Set<Destination> all = new TreeSet<>();
    List<PrometheusClient.Ask> asks = new ArrayList<>();
    for (Set<Destination> group : groups) {
      all.addAll(group);
      if (!group.isEmpty()) {
        asks.add(ask(queries.durations(group, asked), span));
      }
    }
    asks.add(ask(queries.requests(all), span));
    asks.add(ask(queries.known(all), span));
    List<Data> data = new ArrayList<>();
    String failure = "";
    for (QueryResult answer : prometheus.ranges(asks)) {
      if (answer instanceof Failure failed) {
        room = failed.kind() == Kind.UNREACHABLE ? room : Math.max(1, room / 2);
        failure = failed.message();
      } else if (answer instanceof Data part) {
        data.add(part);
      }
    }
    if (failure.isEmpty()) {
      int last = data.size() - 1;
      try {
        RangeCounts counted =
            new RangeCounts(data.get(last - 1), data.get(last), data.subList(0, last - 1));
        room = Math.min(QueryBatches.ROOM, room * 2);
        bounds.seen(counted.bounds());
        return counted;
      } catch (NotWhole e) {
        failure = e.getMessage();
      }
    }
    synchronized (this) {
      for (TargetSamples track : tracks) {
        track.failed(failure);
      }
    }
    return null;
  }

  private Map<TargetSamples, CustomQueryValues> own(
      List<TargetSamples> batch, Map<TargetSamples, Long> next, TimeRange part) {
    record Asked(TargetSamples track, String metric) {}
    List<Asked> asked = new ArrayList<>();
    List<PrometheusClient.Ask> asks = new ArrayList<>();
    Map<TargetSamples, CustomQueryValues> own = new HashMap<>();
    synchronized (this) {
      for (TargetSamples track : batch) {
        own.put(track, new CustomQueryValues());
        long first = Math.max(next.get(track), part.first());
        if (first <= part.last()) {
          track
              .queries()
              .forEach(
                  (metric, query) -> {
                    asked.add(new Asked(track, metric));
                    asks.add(ask(query, new TimeRange(first, part.last())));
                  });
        }
      }
    }
    List<QueryResult> answers = prometheus.ranges(asks);
    for (int i = 0; i < answers.size(); i++) {
      own.get(asked.get(i).track()).add(asked.get(i).metric(), answers.get(i), part.last());
    }
    return own;
  }

  private void history(List<TargetSamples> batch) {
    Map<TargetSamples, TimeRange> wanted = new HashMap<>();
    synchronized (this) {
      batch.forEach(track -> track.historyWanted().ifPresent(span -> wanted.put(track, span)));
    }
    for (TimeRange group : QueryBatches.together(wanted.values())) {
      List<TargetSamples> members =
          wanted.keySet().stream().filter(track -> wanted.get(track).overlaps(group)).toList();
      for (List<TargetSamples> some : QueryBatches.byRoom(members, group, room, grid)) {
        Set<Destination> baselines = new TreeSet<>();
        some.forEach(track -> baselines.add(track.baseline()));
        RangeCounts counted = counted(group, Optional.empty(), List.of(), baselines);
        if (counted == null) {
          return;
        }
        synchronized (this) {
          some.forEach(track -> track.history(counted, wanted.get(track)));
        }
      }
    }
  }

  private void scrapeInterval(Instant now) {
    Set<Destination> destinations;
    synchronized (this) {
      destinations = QueryBatches.destinations(tracks.values(), TargetSamples::destinations);
      if (!intervals.due(destinations, now)) {
        return;
      }
    }
    for (List<Destination> batch : QueryBatches.byNames(destinations, List::of)) {
      String query = queries.samples(batch, intervals.spanSeconds());
      TimeRange ends = intervals.ends(now);
      List<QueryResult> answer =
          prometheus.ranges(
              List.of(new PrometheusClient.Ask(query, ends, intervals.spanSeconds())));
      if (answer.get(0) instanceof Data data) {
        synchronized (this) {
          intervals.answered(batch, data);
        }
      }
    }
  }

  private PrometheusClient.Ask ask(String query, TimeRange span) {
    return new PrometheusClient.Ask(query, span, grid.seconds());
  }
}
