package dev.sluice.metrics.prometheus;

import dev.sluice.analysis.MissingData;
import dev.sluice.analysis.Reporter;
import dev.sluice.analysis.RequestCounts;
import dev.sluice.analysis.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** What was counted of two workloads, step by step of the grid. */
final class GridSteps {
  /** With fewer requests, those with a duration may only be scraped later. */
  static final long MIN_WITHOUT_DURATIONS = 100;

  /**
   * One step of the grid.
   *
   * @param isSampled whether a proxy that counts was scraped in it
   * @param isKnown whether a counter that first appears in it really is new
   * @param ownPods what the workloads' own proxies show
   * @param sample without the values of users' own queries
   */
  private record GridStep(boolean isSampled, boolean isKnown, OwnPods ownPods, Sample sample) {}

  /** What the workloads' own proxies show of a step. */
  private enum OwnPods {
    /** They were not scraped. */
    UNSEEN,
    /** They were scraped, and counted no request. */
    QUIET,
    SERVING
  }

  private final SamplingGrid grid;
  private final NavigableMap<Long, GridStep> steps = new TreeMap<>();
  private OptionalLong newestPoint = OptionalLong.empty();
  private OptionalLong newestSample = OptionalLong.empty();
  private boolean isKnown;
  private Optional<MissingData> odd = Optional.empty();
  private long withoutDurations;
  private boolean isTimed;

  GridSteps(SamplingGrid grid) {
    this.grid = grid;
  }

  /** The newest point that was queried. */
  OptionalLong newestPoint() {
    return newestPoint;
  }

  /** Whether a proxy was ever scraped that counts, as far as is known. */
  boolean hasSeries() {
    return newestSample.isPresent() || isKnown;
  }

  /** A number at the newest point that cannot be a count. */
  Optional<MissingData> odd() {
    return odd;
  }

  /** Whether many requests were counted lately, and how long they took was not. */
  boolean lacksDurations() {
    return withoutDurations >= MIN_WITHOUT_DURATIONS;
  }

  /** Whether a duration was ever measured. */
  boolean hasDurations() {
    return isTimed;
  }

  /**
   * Adds a point, after all before it.
   *
   * @param service of the workloads, if its failed requests are counted
   */
  void add(
      RangeCounts counts,
      CountedWorkload candidate,
      CountedWorkload baseline,
      Optional<Destination> service,
      long point) {
    boolean wasOdd = odd.isPresent();
    odd =
        Optional.<MissingData>ofNullable(counts.invalid(candidate, point))
            .or(() -> Optional.ofNullable(counts.invalid(baseline, point)));
    isKnown = counts.isKnown(candidate, point) || counts.isKnown(baseline, point);
    RequestCounts ofCandidate = counts.requests(candidate, point);
    RequestCounts ofBaseline = counts.requests(baseline, point);
    GridStep step =
        new GridStep(
            counts.isSampled(candidate, point) || counts.isSampled(baseline, point),
            isKnown && odd.isEmpty() && !wasOdd,
            ownPods(counts, List.of(candidate, baseline), point),
            new Sample(
                point,
                ofCandidate,
                ofBaseline,
                Map.of(),
                counts.unattributed().at(service, baseline.reporter(), point)));
    steps.put(point, step);
    newestPoint = OptionalLong.of(point);
    if (step.isSampled()) {
      newestSample = newestPoint;
    }
    boolean timed = !ofCandidate.durations().isEmpty() || !ofBaseline.durations().isEmpty();
    isTimed |= timed;
    withoutDurations =
        timed ? 0 : withoutDurations + ofCandidate.requests() + ofBaseline.requests();
  }

  private static OwnPods ownPods(RangeCounts counts, List<CountedWorkload> workloads, long point) {
    OwnPods seen = OwnPods.UNSEEN;
    for (CountedWorkload workload : workloads) {
      CountedWorkload own = new CountedWorkload(workload.destination(), Reporter.DESTINATION);
      if (counts.requests(own, point).requests() > 0) {
        return OwnPods.SERVING;
      }
      seen = counts.isSampled(own, point) ? OwnPods.QUIET : seen;
    }
    return seen;
  }

  /** Drops the steps before {@code point}. */
  void dropBefore(long point) {
    steps.headMap(point).clear();
  }

  /** Drops all steps: where the next one starts is not known. */
  void drop() {
    steps.clear();
  }

  /** Whether no proxy that counts was scraped for longer than usual. */
  boolean isStale(long scrapeSeconds) {
    return newestPoint.isPresent()
        && (newestSample.isEmpty()
            || newestPoint.getAsLong() - newestSample.getAsLong()
                >= grid.staleSeconds(scrapeSeconds));
  }

  /** Whether the workloads' own proxies show that there are no requests now. */
  boolean isQuiet() {
    return newestPoint.isPresent()
        && steps.containsKey(newestPoint.getAsLong())
        && steps.get(newestPoint.getAsLong()).ownPods() == OwnPods.QUIET;
  }

  /**
   * The steps that can be counted. One is left out if no proxy was scraped in it (the next one that
   * was has its requests), if its counters may have started long before it or had an odd value, and
   * if its requests reach back before {@code after}, over a gap. Where nothing was scraped for long
   * because there is nothing to count, a step has no requests. Values of users' own queries are not
   * among them.
   *
   * @param after seconds since 1970; earlier steps are left out
   * @param scrapeSeconds from one scrape to the next; 0 if that is not known
   * @param others whether the same side counts requests to other workloads
   */
  List<Sample> counted(long after, long scrapeSeconds, boolean others) {
    List<Sample> counted = new ArrayList<>();
    long start = Math.floorDiv(after, grid.seconds()) * grid.seconds() - grid.seconds();
    long sampledAt = start;
    boolean started = false;
    for (Map.Entry<Long, GridStep> entry : steps.tailMap(start, true).entrySet()) {
      long point = entry.getKey();
      GridStep step = entry.getValue();
      boolean empty =
          !step.isSampled()
              && (step.ownPods() == OwnPods.QUIET || (others && step.ownPods() == OwnPods.UNSEEN))
              && point - sampledAt >= grid.staleSeconds(scrapeSeconds);
      if (((started && step.isSampled() && step.isKnown()) || empty) && point > after) {
        counted.add(step.sample());
      }
      started |= step.isSampled() || empty;
      sampledAt = step.isSampled() ? point : sampledAt;
    }
    return counted;
  }
}
