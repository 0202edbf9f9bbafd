package dev.sluice.prometheus;

import dev.sluice.analysis.MetricsSnapshot;
import dev.sluice.prometheus.Answer.Data;
import dev.sluice.prometheus.Answer.Failure;
import dev.sluice.prometheus.Answer.Kind;
import dev.sluice.prometheus.Counted.NotWhole;
import dev.sluice.release.Trial;
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
  private final Grid grid;
  private final Queries queries;
  private final Map<Key, Track> tracks = new HashMap<>();
  private final ScrapeIntervals intervals;
  private final Bounds bounds = new Bounds();

  /** How much is asked for at once; less after an answer that was too much for Prometheus. */
  private int room = Batches.ROOM;

  public Sampler(PrometheusClient prometheus, Grid grid) {
    this.prometheus = prometheus;
    this.grid = grid;
    this.queries = new Queries(grid);
    this.intervals = new ScrapeIntervals(grid);
  }

  Grid grid() {
    return grid;
  }

  /**
   * Counts for this trial from the next step on, back to its beginning. Steps that it was judged by
   * are forgotten.
   *
   * @return whether there may be something to be asked for at once: the trial is new or wants to
   *     know more than before
   */
  public synchronized boolean track(Key key, Trial trial) {
    Track track = tracks.get(key);
    if (track == null || !track.continues(trial)) {
      tracks.put(key, new Track(grid, key.namespace(), trial));
      return true;
    }
    return false;
  }

  /** No longer counts for this release. */
  public synchronized void forget(Key key) {
    if (tracks.remove(key) != null) {
      intervals.retain(Batches.destinations(tracks.values(), Track::destinations));
    }
  }

  /** The releases on trial. */
  public synchronized Set<Key> tracked() {
    return Set.copyOf(tracks.keySet());
  }

  /** What is known at {@code now} of this release's trial. */
  public synchronized MetricsSnapshot samples(Key key, Instant now) {
    Track track = tracks.get(key);
    return track == null
        ? new MetricsSnapshot(
            (int) grid.seconds(), List.of(), Optional.empty(), Track.NOT_ASKED, Map.of())
        : track.samples(now, intervals.complaint(track.candidate(), track.baseline()));
  }

  /** Whether there is something to be asked for at {@code now}. */
  synchronized boolean behind(Instant now) {
    return tracks.values().stream().anyMatch(track -> behind(track, now));
  }

  private boolean behind(Track track, Instant now) {
    return track.next(now) <= grid.newest(now) || track.historyWanted().isPresent();
  }

  /** Asks for all that is still to be answered; returns when it is or cannot be. */
  void step(Instant now) {
    List<Track> behind;
    synchronized (this) {
      behind = tracks.values().stream().filter(track -> behind(track, now)).toList();
    }
    for (List<Track> batch : Batches.byNames(behind, Track::destinations)) {
      if (increments(batch, now)) {
        history(batch);
        scrapeInterval(now);
      }
    }
  }

  private boolean increments(List<Track> batch, Instant now) {
    Map<Track, Long> next = new HashMap<>();
    Optional<Set<String>> asked;
    synchronized (this) {
      batch.forEach(track -> next.put(track, track.next(now)));
      asked = bounds.asked(batch.stream().map(Track::bounds).toList());
    }
    long first = next.values().stream().mapToLong(Long::longValue).min().orElseThrow();
    Set<Destination> baselines = new TreeSet<>();
    Set<Destination> all = Batches.destinations(batch, Track::destinations);
    batch.forEach(track -> baselines.add(track.baseline()));
    Set<Destination> others = new TreeSet<>(all);
    others.removeAll(baselines);
    Span span = new Span(first, grid.newest(now));
    for (Span part : Batches.byRoom(span, all.size(), room, grid)) {
      Counted counted = counted(part, asked, batch, baselines, others);
      if (counted == null) {
        return false;
      }
      Map<Track, OwnValues> own = own(batch, next, part);
      synchronized (this) {
        for (Track track : batch) {
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
  private Counted counted(
      Span span, Optional<Set<String>> asked, List<Track> tracks, Set<Destination>... groups) {
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
    for (Answer answer : prometheus.ranges(asks)) {
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
        Counted counted =
            new Counted(data.get(last - 1), data.get(last), data.subList(0, last - 1));
        room = Math.min(Batches.ROOM, room * 2);
        bounds.seen(counted.bounds());
        return counted;
      } catch (NotWhole e) {
        failure = e.getMessage();
      }
    }
    synchronized (this) {
      for (Track track : tracks) {
        track.failed(failure);
      }
    }
    return null;
  }

  private Map<Track, OwnValues> own(List<Track> batch, Map<Track, Long> next, Span part) {
    record Asked(Track track, String metric) {}
    List<Asked> asked = new ArrayList<>();
    List<PrometheusClient.Ask> asks = new ArrayList<>();
    Map<Track, OwnValues> own = new HashMap<>();
    synchronized (this) {
      for (Track track : batch) {
        own.put(track, new OwnValues());
        long first = Math.max(next.get(track), part.first());
        if (first <= part.last()) {
          track
              .queries()
              .forEach(
                  (metric, query) -> {
                    asked.add(new Asked(track, metric));
                    asks.add(ask(query, new Span(first, part.last())));
                  });
        }
      }
    }
    List<Answer> answers = prometheus.ranges(asks);
    for (int i = 0; i < answers.size(); i++) {
      own.get(asked.get(i).track()).add(asked.get(i).metric(), answers.get(i), part.last());
    }
    return own;
  }

  private void history(List<Track> batch) {
    Map<Track, Span> wanted = new HashMap<>();
    synchronized (this) {
      batch.forEach(track -> track.historyWanted().ifPresent(span -> wanted.put(track, span)));
    }
    for (Span group : Batches.together(wanted.values())) {
      List<Track> members =
          wanted.keySet().stream().filter(track -> wanted.get(track).overlaps(group)).toList();
      for (List<Track> some : Batches.byRoom(members, group, room, grid)) {
        Set<Destination> baselines = new TreeSet<>();
        some.forEach(track -> baselines.add(track.baseline()));
        Counted counted = counted(group, Optional.empty(), List.of(), baselines);
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
      destinations = Batches.destinations(tracks.values(), Track::destinations);
      if (!intervals.due(destinations, now)) {
        return;
      }
    }
    for (List<Destination> batch : Batches.byNames(destinations, List::of)) {
      String query = queries.samples(batch, intervals.spanSeconds());
      Span ends = intervals.ends(now);
      List<Answer> answer =
          prometheus.ranges(
              List.of(new PrometheusClient.Ask(query, ends, intervals.spanSeconds())));
      if (answer.get(0) instanceof Data data) {
        synchronized (this) {
          intervals.answered(batch, data);
        }
      }
    }
  }

  private PrometheusClient.Ask ask(String query, Span span) {
    return new PrometheusClient.Ask(query, span, grid.seconds());
  }
}
