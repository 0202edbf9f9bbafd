package dev.sluice.metrics.prometheus;

import dev.sluice.analysis.AnalysisTarget;
import dev.sluice.analysis.MetricsSnapshot;
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

/** What is known of one release's trial. No lock and no network: {@link Sampler} has both. */
final class TargetSamples {
  /** How long an answer may be late before evidence is said to be missing. */
  static final Duration SILENCE = Duration.ofSeconds(10);

  static final String NOT_ASKED = "Prometheus was not asked yet";

  /** How long before the release its history begins. */
  private static final Duration HISTORY = Duration.ofMinutes(30);

  /**
   * One step.
   *
   * @param known whether a counter that is new in it really is new
   */
  private record Block(
      boolean sampled,
      boolean known,
      RequestCounts candidate,
      RequestCounts baseline,
      Map<String, Double> values) {}

  private final SamplingGrid grid;
  private final String namespace;
  private final NavigableMap<Long, Block> blocks = new TreeMap<>();
  private final UncountedTraffic unseen = new UncountedTraffic();
  private AnalysisTarget trial;
  private OptionalLong answered = OptionalLong.empty();
  private OptionalLong sampled = OptionalLong.empty();
  private boolean known;
  private String failure = "";
  private Optional<List<RequestCounts>> history = Optional.empty();
  private Map<String, String> failing = Map.of();

  TargetSamples(SamplingGrid grid, String namespace, AnalysisTarget trial) {
    this.grid = grid;
    this.namespace = namespace;
    this.trial = trial;
  }

  /**
   * Goes on with {@code next}, if it is about the same two workloads and does not go back.
   *
   * @return false when it has to be begun anew
   */
  boolean continues(AnalysisTarget next) {
    if (!next.candidate().equals(trial.candidate())
        || !next.baseline().equals(trial.baseline())
        || next.after().isBefore(trial.after())
        || !counted(next.bounds())) {
      return false;
    }
    if (!next.history().equals(trial.history())) {
      history = Optional.empty();
    }
    trial = next;
    blocks.headMap(grid.floor(next.after()) - grid.seconds()).clear();
    return true;
  }

  /** Whether requests are counted at these bounds already. */
  private boolean counted(Optional<Set<Double>> bounds) {
    return trial.bounds().isEmpty()
        || (bounds.isPresent() && trial.bounds().get().containsAll(bounds.get()));
  }

  Destination candidate() {
    return new Destination(namespace, trial.candidate());
  }

  Destination baseline() {
    return new Destination(namespace, trial.baseline());
  }

  List<Destination> destinations() {
    return List.of(candidate(), baseline());
  }

  /** The bounds at which requests are to be counted; absent for all. */
  Optional<Set<Double>> bounds() {
    return trial.bounds();
  }

  /** Bounds that an answer does not count at, though requests were counted in that step. */
  Set<Double> lacking(RangeCounts counted, long point) {
    Set<Double> lacking = new HashSet<>();
    for (Destination destination : destinations()) {
      lacking.addAll(counted.lacking(bounds().orElse(Set.of()), destination, point));
    }
    return lacking;
  }

  Map<String, String> queries() {
    return trial.queries();
  }

  /** The first point to be asked for; at first one that only says how the step after it begins. */
  long next(Instant now) {
    long first =
        answered.isPresent()
            ? answered.getAsLong() + grid.seconds()
            : grid.floor(trial.after()) - grid.seconds();
    return Math.max(first, grid.oldest(now));
  }

  /** Points up to {@code last} were answered; those before {@link #next} were so already. */
  void answered(RangeCounts counted, CustomQueryValues own, long last, Instant now) {
    if (answered.isPresent() && next(now) > answered.getAsLong() + grid.seconds()) {
      // Some points are too old to be asked for: how the next step begins is not known.
      blocks.clear();
    }
    for (long point = next(now); point <= last; point += grid.seconds()) {
      Block block =
          new Block(
              counted.sampled(candidate(), point) || counted.sampled(baseline(), point),
              counted.known(candidate(), point) || counted.known(baseline(), point),
              counted.tally(candidate(), point),
              counted.tally(baseline(), point),
              own.at(point));
      blocks.put(point, block);
      if (block.sampled()) {
        sampled = OptionalLong.of(point);
      }
      known = block.known();
      unseen.look(counted, candidate(), point);
      unseen.look(counted, baseline(), point);
      answered = OptionalLong.of(point);
    }
    blocks.headMap(grid.oldest(now) - grid.seconds()).clear();
    failing = own.failing();
    failure = "";
  }

  /** Nothing was answered. */
  void failed(String why) {
    failure = why;
  }

  /** The span of the history that is still to be asked for; first and last point. */
  Optional<TimeRange> historyWanted() {
    return history.isPresent()
        ? Optional.empty()
        : trial
            .history()
            .map(
                end ->
                    new TimeRange(
                        grid.floor(end.minus(HISTORY)) + grid.seconds(), grid.floor(end)));
  }

  /** Reads the history out of an answer that covers {@code span}. */
  void history(RangeCounts counted, TimeRange span) {
    List<RequestCounts> tallies = new ArrayList<>();
    long before = span.first() - grid.seconds();
    long requests = 0;
    for (long point = span.first(); point <= span.last(); point += grid.seconds()) {
      if (counted.sampled(baseline(), point)) {
        // What came after a gap is of another length of time.
        if (counted.known(baseline(), point) && point - before <= 2 * grid.seconds()) {
          RequestCounts tally = counted.tally(baseline(), point);
          tallies.add(tally);
          requests += tally.requests();
        }
        before = point;
      }
    }
    history = Optional.of(requests == 0 ? List.of() : List.copyOf(tallies));
  }

  /**
   * What there is to be judged.
   *
   * @param complaint what is wrong with the grid, or empty
   */
  MetricsSnapshot samples(Instant now, String complaint) {
    return new MetricsSnapshot(
        (int) grid.seconds(), steps(), history, missing(now, complaint), failing(trial, failing));
  }

  private static Map<String, String> failing(AnalysisTarget trial, Map<String, String> failing) {
    Map<String, String> current = new HashMap<>(failing);
    current.keySet().retainAll(trial.queries().keySet());
    return Map.copyOf(current);
  }

  /**
   * A step is left out when no caller was scraped in it (its requests come with the next one that
   * was), when its counters may have begun long before it, and when its requests reach back beyond
   * the trial, over a gap.
   */
  private List<Sample> steps() {
    List<Sample> steps = new ArrayList<>();
    long begin = grid.floor(trial.after());
    boolean begun = false;
    for (Map.Entry<Long, Block> entry : blocks.tailMap(begin - grid.seconds(), true).entrySet()) {
      long point = entry.getKey();
      Block block = entry.getValue();
      if (begun && block.sampled() && block.known() && point > trial.after().getEpochSecond()) {
        steps.add(new Sample(point, block.candidate(), block.baseline(), block.values()));
      }
      begun |= block.sampled();
    }
    return List.copyOf(steps);
  }

  /** No running seconds in what is said: a text that changes is a write to the API server. */
  private String missing(Instant now, String complaint) {
    if (answered.isEmpty()) {
      return failure.isEmpty() ? NOT_ASKED : failure;
    }
    long newest = answered.getAsLong();
    Instant due = Instant.ofEpochSecond(newest).plus(grid.step()).plus(grid.lag());
    if (due.plus(SILENCE).isBefore(now)) {
      return "no answer: " + (failure.isEmpty() ? "Prometheus was not asked" : failure);
    }
    if (!complaint.isEmpty()) {
      return complaint;
    }
    Optional<Destination> hidden = unseen.since(newest - 2 * grid.seconds());
    if (hidden.isPresent()) {
      return "requests to %s are counted on its own side only: its callers have no sidecar, or Prometheus does not scrape them; inject or scrape them"
          .formatted(hidden.get().name());
    }
    if (sampled.isEmpty() && !known) {
      return "no istio_requests_total series for %s or %s in namespace %s: are the callers in the mesh and scraped?"
          .formatted(trial.candidate(), trial.baseline(), namespace);
    }
    return sampled.isEmpty() || newest - sampled.getAsLong() >= grid.staleSeconds()
        ? "the newest sample is older than %d s: are the callers still scraped?"
            .formatted(grid.staleSeconds())
        : "";
  }
}
