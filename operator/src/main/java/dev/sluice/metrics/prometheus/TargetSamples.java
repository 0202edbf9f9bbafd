package dev.sluice.metrics.prometheus;

import dev.sluice.analysis.AnalysisTarget;
import dev.sluice.analysis.MetricsSnapshot;
import dev.sluice.analysis.MissingData;
import dev.sluice.analysis.Reporter;
import dev.sluice.analysis.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Samples of one release's target. It has no lock and no network: {@link Sampler} has both. */
final class TargetSamples {
  /** How late a response may be before data counts as missing. */
  private static final Duration MAX_DELAY = Duration.ofSeconds(10);

  private final SamplingGrid grid;
  private final String namespace;
  private final UnroutedTraffic unrouted;
  private AnalysisTarget target;
  private GridSteps steps;
  private Optional<MissingData> failure = Optional.empty();
  private Optional<BaselineHistory> history;
  private CustomQueryValues custom = new CustomQueryValues();

  TargetSamples(SamplingGrid grid, String namespace, AnalysisTarget target) {
    this.grid = grid;
    this.namespace = namespace;
    this.target = target;
    this.steps = new GridSteps(grid);
    this.unrouted = new UnroutedTraffic(grid);
    this.history = target.history().map(end -> new BaselineHistory(grid, end));
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
        || !next.scope().leftOut().equals(leftOut())
        || next.reporter().filter(chosen -> chosen != reporter()).isPresent()
        || !covers(next.bounds())) {
      return false;
    }
    if (!next.history().equals(target.history())) {
      history = next.history().map(end -> new BaselineHistory(grid, end));
    }
    if (!next.queries().equals(target.queries())) {
      custom = new CustomQueryValues();
    }
    target = next;
    long first = grid.floor(next.after()) - grid.seconds();
    steps.dropBefore(first);
    custom.dropBefore(first);
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

  /** The Service, if its requests are counted that fail before a pod is chosen. */
  Optional<Destination> service() {
    return target.scope().service().map(name -> new Destination(namespace, name));
  }

  /** Names of the workloads whose requests are not counted. */
  Set<String> leftOut() {
    return target.scope().leftOut();
  }

  List<Destination> destinations() {
    return List.of(candidate(), baseline());
  }

  /** Whose proxies count the requests. */
  Reporter reporter() {
    return target
        .reporter()
        .or(() -> history.map(BaselineHistory::reporter))
        .orElse(Reporter.SOURCE);
  }

  /** The bounds at which to count requests; absent for all. */
  Optional<Set<Double>> bounds() {
    return target.bounds();
  }

  /** Bounds that the histograms of that step do not have. */
  Set<Double> missingBounds(RangeCounts counts, long point) {
    Set<Double> missing = new HashSet<>();
    for (Destination destination : destinations()) {
      missing.addAll(
          counts.missingBounds(
              bounds().orElse(Set.of()), new CountedWorkload(destination, reporter()), point));
    }
    return missing;
  }

  Map<String, String> customQueries() {
    return target.queries();
  }

  /** The points at which custom queries are still to be queried. */
  Optional<TimeRange> customWanted(Instant now) {
    long first =
        custom.newest().isPresent()
            ? custom.newest().getAsLong() + grid.seconds()
            : grid.floor(target.after());
    TimeRange range = new TimeRange(Math.max(first, grid.oldest(now)), grid.newest(now));
    return target.queries().isEmpty() || range.first() > range.last()
        ? Optional.empty()
        : Optional.of(range);
  }

  /** Adds a custom query's result, unless the queries are others by now. */
  void addCustom(String metric, String promQl, QueryResult result, long last) {
    if (promQl.equals(target.queries().get(metric))) {
      custom.add(metric, result, last);
    }
  }

  /** The first point to query; at first the one at which the first step starts. */
  long next(Instant now) {
    long first =
        steps.newestPoint().isPresent()
            ? steps.newestPoint().getAsLong() + grid.seconds()
            : grid.floor(target.after()) - grid.seconds();
    return Math.max(first, grid.oldest(now));
  }

  /** Adds the points up to {@code last}; those before {@link #next} were added before. */
  void add(RangeCounts counts, long last, Instant now) {
    OptionalLong newest = steps.newestPoint();
    if (newest.isPresent() && next(now) > newest.getAsLong() + grid.seconds()) {
      // Some points are too old to query.
      steps.drop();
    }
    for (long point = next(now); point <= last; point += grid.seconds()) {
      steps.add(
          counts,
          new CountedWorkload(candidate(), reporter()),
          new CountedWorkload(baseline(), reporter()),
          service(),
          point);
      unrouted.add(counts, destinations(), service(), point);
    }
    steps.dropBefore(grid.oldest(now) - grid.seconds());
    failure = Optional.empty();
  }

  /** The queries failed. */
  void fail(MissingData cause) {
    failure = Optional.of(cause);
  }

  /** The range of the history that is still to be queried. */
  Optional<TimeRange> historyWanted() {
    return history.flatMap(BaselineHistory::wanted);
  }

  /** Reads the history from counts that cover {@code range}. */
  void addHistory(RangeCounts counts, TimeRange range) {
    Reporter before = reporter();
    history.ifPresent(wanted -> wanted.add(counts, baseline(), service(), range));
    if (historyWanted().isEmpty()) {
      unrouted.addBefore(unrouted(counts, range));
    }
    if (reporter() != before) {
      steps = new GridSteps(grid);
    }
  }

  private UnroutedTraffic unrouted(RangeCounts counts, TimeRange range) {
    UnroutedTraffic earlier = new UnroutedTraffic(grid);
    for (long point = range.first(); point <= range.last(); point += grid.seconds()) {
      earlier.add(counts, List.of(baseline()), service(), point);
    }
    return earlier;
  }

  /**
   * Whether it matters if the mesh has other series: there is none of the target, and its own pods
   * do not show that there are no requests.
   */
  boolean asksForOthers(long scrapeSeconds) {
    return steps.isStale(scrapeSeconds) && !steps.isQuiet();
  }

  /**
   * The samples to analyze.
   *
   * @param scrapeSeconds from one scrape to the next; 0 if that is not known
   * @param others whether the same side counts requests to other workloads
   */
  MetricsSnapshot snapshot(Instant now, long scrapeSeconds, boolean others) {
    boolean sparse = 2 * scrapeSeconds >= 3 * grid.seconds();
    return new MetricsSnapshot(
        (int) grid.seconds(),
        samples(now, scrapeSeconds, others),
        history.flatMap(BaselineHistory::steps),
        missing(now, scrapeSeconds, others),
        failingQueries(),
        new MetricsSnapshot.Counting(
            reporter(),
            2 * scrapeSeconds + grid.lag().toSeconds(),
            lacksDurations()
                ? Optional.of(new MissingData.NoDurations(target.baseline()))
                : Optional.empty(),
            sparse
                ? Optional.of(new MissingData.StepShorterThanScrape(grid.seconds(), scrapeSeconds))
                : Optional.empty(),
            history.map(BaselineHistory::unattributedShare).orElse(0.0)));
  }

  /** Before the first duration that is measured, the history says whether there are any. */
  private boolean lacksDurations() {
    boolean before = history.filter(BaselineHistory::lacksDurations).isPresent();
    return steps.lacksDurations() || (before && !steps.hasDurations());
  }

  private Map<String, MissingData> failingQueries() {
    Map<String, MissingData> current = new HashMap<>(custom.failing());
    current.keySet().retainAll(target.queries().keySet());
    return Map.copyOf(current);
  }

  private List<Sample> samples(Instant now, long scrapeSeconds, boolean others) {
    List<Sample> samples = new ArrayList<>();
    long after = target.after().getEpochSecond();
    for (Sample step : steps.counted(after, scrapeSeconds, others)) {
      if (waitsForCustom(step.time(), now)) {
        break;
      }
      samples.add(step.with(custom.at(step.time())));
    }
    return List.copyOf(samples);
  }

  /** Queries of the user delay no other release, and this one only for so long. */
  private boolean waitsForCustom(long point, Instant now) {
    boolean answered = custom.newest().isPresent() && custom.newest().getAsLong() >= point;
    Instant due = Instant.ofEpochSecond(point).plus(grid.step()).plus(grid.lag());
    return !target.queries().isEmpty() && !answered && now.isBefore(due.plus(MAX_DELAY));
  }

  private Optional<MissingData> missing(Instant now, long scrapeSeconds, boolean others) {
    if (steps.newestPoint().isEmpty()) {
      return failure.or(() -> Optional.of(new MissingData.NotQueried()));
    }
    long newest = steps.newestPoint().getAsLong();
    Instant due = Instant.ofEpochSecond(newest).plus(grid.step()).plus(grid.lag());
    if (due.plus(MAX_DELAY).isBefore(now)) {
      return failure.or(() -> Optional.of(new MissingData.NoLongerQueried()));
    }
    if (steps.odd().isPresent()) {
      return steps.odd();
    }
    Optional<MissingData> path =
        unrouted.problem(reporter(), baseline(), target.scope().pods(), newest);
    if (path.isPresent()) {
      return path;
    }
    if (!steps.isStale(scrapeSeconds) || steps.isQuiet() || others) {
      return Optional.empty();
    }
    return Optional.of(
        steps.hasSeries()
            ? new MissingData.Stale(grid.staleSeconds(scrapeSeconds))
            : new MissingData.NoSeries(target.candidate(), target.baseline(), namespace));
  }
}
