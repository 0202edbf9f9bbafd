package dev.sluice.prometheus;

import dev.sluice.analysis.Counts;
import dev.sluice.analysis.ErrorRateRule;
import dev.sluice.analysis.Evidence;
import dev.sluice.prometheus.Answer.Data;
import dev.sluice.prometheus.Answer.Failure;
import dev.sluice.prometheus.Answer.Series;
import dev.sluice.release.Trial;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Counts requests for all releases on trial together: two queries for every step of the grid,
 * however many releases there are. It asks from the last point that was answered, so that an
 * ordinary step, a gap and a restart are the same thing. Safe for use by several threads.
 */
public final class Sampler {
  /** Evidence is missing when no query was answered for this long. */
  static final Duration SILENCE = Duration.ofSeconds(10);

  /** Evidence is missing when no sample is newer; a block that spans more came from a gap. */
  static final Duration STALE = Duration.ofSeconds(20);

  /** How far back a query goes at most. */
  static final Duration FARTHEST = Duration.ofSeconds(60);

  /** Points that were answered and are asked again: a slow scrape's samples come late. */
  private static final long AGAIN = 3;

  /** A release on trial. */
  public record Key(String namespace, String release) {}

  private final PrometheusClient prometheus;
  private final Map<Key, Trial> trials = new HashMap<>();
  private final Map<Destination, Tally> tallies = new TreeMap<>(Sampler::byName);

  public Sampler(PrometheusClient prometheus) {
    this.prometheus = prometheus;
  }

  /** Counts for this trial from the next step on, back to its beginning. */
  public synchronized void track(Key key, Trial trial) {
    trials.put(key, trial);
    tallies.computeIfAbsent(candidate(key, trial), destination -> new Tally());
    tallies.computeIfAbsent(baseline(key, trial), destination -> new Tally());
  }

  /** No longer counts for this release. */
  public synchronized void forget(Key key) {
    if (trials.remove(key) != null) {
      tallies.keySet().retainAll(since().keySet());
    }
  }

  /** The releases on trial. */
  public synchronized Set<Key> tracked() {
    return Set.copyOf(trials.keySet());
  }

  /** Asks for all points that are still to be answered; returns when they are or cannot be. */
  void step(Instant now) {
    Map<Destination, Instant> wanted;
    Map<Destination, Long> next = new HashMap<>();
    synchronized (this) {
      wanted = since();
      wanted.forEach((destination, since) -> next.put(destination, next(destination, since, now)));
    }
    for (List<Destination> batch : Queries.batches(wanted.keySet())) {
      ask(batch, batch.stream().mapToLong(next::get).min().orElseThrow(), now);
    }
  }

  private void ask(List<Destination> batch, long first, Instant now) {
    long last = Grid.newest(now);
    if (first > last) {
      return;
    }
    Instant end = Instant.ofEpochSecond(last);
    Answer increments =
        prometheus.range(Queries.increments(batch), Instant.ofEpochSecond(first), end, Grid.EVERY);
    Answer samples =
        increments instanceof Failure
            ? increments
            : prometheus.range(
                Queries.newestSample(batch),
                Instant.ofEpochSecond(first - Grid.STEP),
                end,
                Grid.EVERY);
    synchronized (this) {
      if (increments instanceof Data counted && samples instanceof Data sampled) {
        Set<Destination> asked = new HashSet<>(batch);
        tallies(asked).forEach(tally -> tally.forgetFrom(first));
        counted.series().forEach(series -> count(series, asked));
        sampled.series().forEach(series -> sampled(series, asked));
        tallies(asked).forEach(tally -> tally.answered(now));
      } else {
        String why = (increments instanceof Failure failure ? failure : samples).toString();
        batch.stream().map(tallies::get).filter(r -> r != null).forEach(r -> r.failed(why));
      }
    }
  }

  private Stream<Tally> tallies(Set<Destination> destinations) {
    return destinations.stream().map(tallies::get).filter(tally -> tally != null);
  }

  private void count(Series series, Set<Destination> asked) {
    Tally tally = tally(series, asked);
    if (tally != null) {
      String code = series.labels().getOrDefault(Queries.CODE, "");
      series.points().forEach(point -> tally.count(point.seconds(), code, point.value()));
    }
  }

  private void sampled(Series series, Set<Destination> asked) {
    Tally tally = tally(series, asked);
    if (tally != null) {
      series.points().forEach(p -> tally.sampled(p.seconds(), p.value().doubleValue()));
    }
  }

  /** Names are matched one by one, so other destinations may be in the answer too. */
  private Tally tally(Series series, Set<Destination> asked) {
    Destination destination =
        new Destination(
            series.labels().getOrDefault(Queries.NAMESPACE, ""),
            series.labels().getOrDefault(Queries.WORKLOAD, ""));
    return asked.contains(destination) ? tallies.get(destination) : null;
  }

  /** What is known at {@code now} of the two destinations of a trial. */
  public synchronized Evidence evidence(String namespace, Trial trial, Instant now) {
    Key key = new Key(namespace, "");
    Tally candidate = tallies.get(candidate(key, trial));
    Tally baseline = tallies.get(baseline(key, trial));
    if (candidate == null || baseline == null) {
      return Evidence.missing("Prometheus was not asked yet");
    }
    String missing = missing(candidate, baseline, namespace, trial, now);
    if (!missing.isEmpty()) {
      return Evidence.missing(missing);
    }
    return Evidence.of(
        counts(candidate, baseline, trial, now), counts(baseline, candidate, trial, now));
  }

  private static String missing(
      Tally candidate, Tally baseline, String namespace, Trial trial, Instant now) {
    for (Tally tally : List.of(candidate, baseline)) {
      if (tally.answered() == null) {
        return tally.failure().isEmpty() ? "Prometheus was not asked yet" : tally.failure();
      }
      if (tally.answered().plus(SILENCE).isBefore(now)) {
        // No running seconds in what is said: a text that changes is a write to the API server.
        return "no answer: "
            + (tally.failure().isEmpty() ? "Prometheus was not asked" : tally.failure());
      }
    }
    OptionalDouble newest =
        Stream.of(candidate.newestSample(), baseline.newestSample())
            .filter(OptionalDouble::isPresent)
            .mapToDouble(OptionalDouble::getAsDouble)
            .max();
    if (newest.isEmpty()) {
      return "no istio_requests_total series for %s or %s in namespace %s: are the callers in the mesh and scraped?"
          .formatted(trial.candidate(), trial.baseline(), namespace);
    }
    double age = now.toEpochMilli() / 1000.0 - newest.getAsDouble();
    return age > STALE.toSeconds()
        ? "the newest sample is older than %d s: are the callers still scraped?"
            .formatted(STALE.toSeconds())
        : "";
  }

  private static Counts counts(Tally own, Tally other, Trial trial, Instant now) {
    Instant window = now.minusSeconds(ErrorRateRule.WINDOW_SECONDS);
    Instant from = trial.since().isAfter(window) ? trial.since() : window;
    return own.blocks(from, now).entrySet().stream()
        .filter(block -> belongs(block.getKey(), own, other, trial.since()))
        .map(Map.Entry::getValue)
        .reduce(Counts.NONE, Counts::plus);
  }

  /**
   * Whether the block that ends at {@code point} holds requests of about that time. After a gap one
   * block holds all requests of the gap: it counts only where the whole gap is within the trial. A
   * block whose beginning nobody knows may hold all requests ever made and does not count.
   */
  private static boolean belongs(long point, Tally own, Tally other, Instant since) {
    OptionalDouble end = own.sampleAt(point);
    OptionalDouble begin = own.sampleAt(point - Grid.STEP);
    if (begin.isEmpty()) {
      begin = other.sampleAt(point - Grid.STEP);
    }
    if (begin.isEmpty() || end.isEmpty()) {
      return false;
    }
    return end.getAsDouble() - begin.getAsDouble() <= STALE.toSeconds()
        || begin.getAsDouble() >= since.toEpochMilli() / 1000.0;
  }

  private Map<Destination, Instant> since() {
    Map<Destination, Instant> since = new TreeMap<>(Sampler::byName);
    trials.forEach(
        (key, trial) -> {
          since.merge(candidate(key, trial), trial.since(), Sampler::earlier);
          since.merge(baseline(key, trial), trial.since(), Sampler::earlier);
        });
    return since;
  }

  private long next(Destination destination, Instant since, Instant now) {
    Tally tally = tallies.get(destination);
    long next =
        tally == null || tally.answered() == null
            ? Grid.after(since)
            : Grid.newest(tally.answered()) + Grid.STEP * (1 - AGAIN);
    return Math.max(next, Grid.newest(now) - FARTHEST.toSeconds() + Grid.STEP);
  }

  private static Destination candidate(Key key, Trial trial) {
    return new Destination(key.namespace(), trial.candidate());
  }

  private static Destination baseline(Key key, Trial trial) {
    return new Destination(key.namespace(), trial.baseline());
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  private static int byName(Destination one, Destination other) {
    return one.toString().compareTo(other.toString());
  }
}
