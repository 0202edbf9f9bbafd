package dev.sluice.metrics.prometheus;

import dev.sluice.analysis.AnalysisTarget;
import dev.sluice.analysis.MetricsSnapshot;
import dev.sluice.analysis.MissingData;
import dev.sluice.analysis.RequestCounts;
import dev.sluice.analysis.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/** Samples of one release's target. It has no lock and no network: {@link Sampler} has both. */
final class TargetSamples {
  /** How late a response may be before data counts as missing. */
  private static final Duration MAX_DELAY = Duration.ofSeconds(10);

  /** How long before the release its history starts. */
  private static final Duration HISTORY = Duration.ofMinutes(30);

  /**
   * One step of the grid.
   *
   * @param isSampled whether a caller was scraped in it
   * @param isKnown whether a counter that first appears in it really is new
   */
  private record GridStep(
      boolean isSampled,
      boolean isKnown,
      RequestCounts candidate,
      RequestCounts baseline,
      Map<String, Double> values) {}

  private final SamplingGrid grid;
  private final String namespace;
  private final NavigableMap<Long, GridStep> steps = new TreeMap<>();
  private final UncountedTraffic uncounted = new UncountedTraffic();
  private AnalysisTarget target;
  private OptionalLong newestPoint = OptionalLong.empty();
  private OptionalLong newestSample = OptionalLong.empty();
  private boolean isKnown;
  private Optional<MissingData> failure = Optional.empty();
  private Optional<List<RequestCounts>> history = Optional.empty();
  private Map<String, MissingData> failingQueries = Map.of();

  TargetSamples(SamplingGrid grid, String namespace, AnalysisTarget target) {
    this.grid = grid;
    this.namespace = namespace;
    this.target = target;
  }

  /**
   * Changes to {@code next} if it is the same pair of workloads and starts no earlier.
   *
   * @return false if the samples cannot be used for it
   */
  boolean retarget(AnalysisTarget next) {
    if (!next.candidate().equals(target.candidate())
        || !next.baseline().equals(target.baseline())
        || next.after().isBefore(target.after())
        || !covers(next.bounds())) {
      return false;
    }
    if (!next.history().equals(target.history())) {
      history = Optional.empty();
    }
    target = next;
    steps.headMap(grid.floor(next.after()) - grid.seconds()).clear();
    return true;
  }

  /** Whether requests are counted at these bounds already. */
  private boolean covers(Optional<Set<Double>> bounds) {
    return target.bounds().isEmpty()
        || (bounds.isPresent() && target.bounds().get().containsAll(bounds.get()));
  }

  Destination candidate() {
    return new Destination(namespace, target.candidate());
  }

  Destination baseline() {
    return new Destination(namespace, target.baseline());
  }

  List<Destination> destinations() {
    return List.of(candidate(), baseline());
  }

  /** The bounds at which to count requests; absent for all. */
  Optional<Set<Double>> bounds() {
    return target.bounds();
  }

  /** Bounds that the histograms of that step do not have. */
  Set<Double> missingBounds(RangeCounts counts, long point) {
    Set<Double> missing = new HashSet<>();
    for (Destination destination : destinations()) {
      missing.addAll(counts.missingBounds(bounds().orElse(Set.of()), destination, point));
    }
    return missing;
  }

  Map<String, String> customQueries() {
    return target.queries();
  }

  /** The first point to query; at first the one at which the first step starts. */
  long next(Instant now) {
    long first =
        newestPoint.isPresent()
            ? newestPoint.getAsLong() + grid.seconds()
            : grid.floor(target.after()) - grid.seconds();
    return Math.max(first, grid.oldest(now));
  }

  /** Adds the points up to {@code last}; those before {@link #next} were added before. */
  void add(RangeCounts counts, CustomQueryValues custom, long last, Instant now) {
    if (newestPoint.isPresent() && next(now) > newestPoint.getAsLong() + grid.seconds()) {
      // Some points are too old to query: where the next step starts is not known.
      steps.clear();
    }
    for (long point = next(now); point <= last; point += grid.seconds()) {
      GridStep step =
          new GridStep(
              counts.isSampled(candidate(), point) || counts.isSampled(baseline(), point),
              counts.isKnown(candidate(), point) || counts.isKnown(baseline(), point),
              counts.requests(candidate(), point),
              counts.requests(baseline(), point),
              custom.at(point));
      steps.put(point, step);
      if (step.isSampled()) {
        newestSample = OptionalLong.of(point);
      }
      isKnown = step.isKnown();
      uncounted.add(counts, candidate(), point);
      uncounted.add(counts, baseline(), point);
      newestPoint = OptionalLong.of(point);
    }
    steps.headMap(grid.oldest(now) - grid.seconds()).clear();
    failingQueries = custom.failing();
    failure = Optional.empty();
  }

  /** The queries failed. */
  void fail(MissingData cause) {
    failure = Optional.of(cause);
  }

  /** The range of the history that is still to be queried. */
  Optional<TimeRange> historyWanted() {
    return history.isPresent()
        ? Optional.empty()
        : target
            .history()
            .map(
                end ->
                    new TimeRange(
                        grid.floor(end.minus(HISTORY)) + grid.seconds(), grid.floor(end)));
  }

  /** Reads the history from counts that cover {@code range}. */
  void addHistory(RangeCounts counts, TimeRange range) {
    List<RequestCounts> known = new ArrayList<>();
    long before = range.first() - grid.seconds();
    long requests = 0;
    for (long point = range.first(); point <= range.last(); point += grid.seconds()) {
      if (counts.isSampled(baseline(), point)) {
        // A step after a gap has a different length.
        if (counts.isKnown(baseline(), point) && point - before <= 2 * grid.seconds()) {
          RequestCounts step = counts.requests(baseline(), point);
          known.add(step);
          requests += step.requests();
        }
        before = point;
      }
    }
    history = Optional.of(requests == 0 ? List.of() : List.copyOf(known));
  }

  /**
   * The samples to analyze.
   *
   * @param warning what is wrong with the grid, if anything
   */
  MetricsSnapshot snapshot(Instant now, Optional<MissingData> warning) {
    return new MetricsSnapshot(
        (int) grid.seconds(), samples(), history, missing(now, warning), failingQueries());
  }

  private Map<String, MissingData> failingQueries() {
    Map<String, MissingData> current = new HashMap<>(failingQueries);
    current.keySet().retainAll(target.queries().keySet());
    return Map.copyOf(current);
  }

  /**
   * A step is left out if no caller was scraped in it (the next one that was has its requests), if
   * its counters may have started long before it, and if its requests reach back before the start
   * of the target, over a gap.
   */
  private List<Sample> samples() {
    List<Sample> samples = new ArrayList<>();
    long start = grid.floor(target.after());
    boolean started = false;
    for (Map.Entry<Long, GridStep> entry : steps.tailMap(start - grid.seconds(), true).entrySet()) {
      long point = entry.getKey();
      GridStep step = entry.getValue();
      if (started
          && step.isSampled()
          && step.isKnown()
          && point > target.after().getEpochSecond()) {
        samples.add(new Sample(point, step.candidate(), step.baseline(), step.values()));
      }
      started |= step.isSampled();
    }
    return List.copyOf(samples);
  }

  private Optional<MissingData> missing(Instant now, Optional<MissingData> warning) {
    if (newestPoint.isEmpty()) {
      return failure.or(() -> Optional.of(new MissingData.NotQueried()));
    }
    long newest = newestPoint.getAsLong();
    Instant due = Instant.ofEpochSecond(newest).plus(grid.step()).plus(grid.lag());
    if (due.plus(MAX_DELAY).isBefore(now)) {
      return failure.or(() -> Optional.of(new MissingData.NoLongerQueried()));
    }
    if (warning.isPresent()) {
      return warning;
    }
    Optional<Destination> hidden = uncounted.since(newest - 2 * grid.seconds());
    if (hidden.isPresent()) {
      return Optional.of(new MissingData.ServerSideOnly(hidden.get().name()));
    }
    if (newestSample.isEmpty() && !isKnown) {
      return Optional.of(
          new MissingData.NoSeries(target.candidate(), target.baseline(), namespace));
    }
    boolean isStale =
        newestSample.isEmpty() || newest - newestSample.getAsLong() >= grid.staleSeconds();
    return isStale ? Optional.of(new MissingData.Stale(grid.staleSeconds())) : Optional.empty();
  }
}
