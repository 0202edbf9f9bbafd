package dev.sluice.metrics.prometheus;

import dev.sluice.analysis.Reporter;
import dev.sluice.analysis.RequestCounts;
import dev.sluice.analysis.UnattributedFailures;
import dev.sluice.analysis.evidence.Counts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/** What the baseline did in the half hour before the release, and who counts its requests. */
final class BaselineHistory {
  private static final Duration LENGTH = Duration.ofMinutes(30);

  /** Share of the requests that one side must count to be the one whose counts are used. */
  private static final double ENOUGH = 0.9;

  private final SamplingGrid grid;
  private final Instant end;
  private Optional<Reporter> reporter = Optional.empty();
  private Optional<List<RequestCounts>> steps = Optional.empty();
  private double unattributedShare;

  /**
   * A history that is not known yet.
   *
   * @param end when the release began
   */
  BaselineHistory(SamplingGrid grid, Instant end) {
    this.grid = grid;
    this.end = end;
  }

  /** The range that is still to be queried. */
  Optional<TimeRange> wanted() {
    return steps.isPresent()
        ? Optional.empty()
        : Optional.of(
            new TimeRange(grid.floor(end.minus(LENGTH)) + grid.seconds(), grid.floor(end)));
  }

  /** Who counts the requests: the callers' proxies until something else is known. */
  Reporter reporter() {
    return reporter.orElse(Reporter.SOURCE);
  }

  /** The steps, oldest first; none if there were no requests. */
  Optional<List<RequestCounts>> steps() {
    return steps;
  }

  /** Share of the service's requests that failed before a pod was chosen, 0 to 1. */
  double unattributedShare() {
    return unattributedShare;
  }

  /** Whether requests were counted without their durations. */
  boolean lacksDurations() {
    long requests = steps.stream().flatMap(List::stream).mapToLong(RequestCounts::requests).sum();
    return requests >= GridSteps.MIN_WITHOUT_DURATIONS
        && steps.get().stream().allMatch(step -> step.durations().isEmpty());
  }

  /**
   * Reads counts that cover {@code range}. The first ones decide who counts; if that is not who was
   * asked for durations, the history is still wanted.
   *
   * @param service of the baseline, if its failed requests are counted
   */
  void add(
      RangeCounts counts, Destination baseline, Optional<Destination> service, TimeRange range) {
    if (reporter.isEmpty()) {
      reporter = Optional.of(choose(counts, baseline, range));
      if (reporter() != Reporter.SOURCE) {
        return;
      }
    }
    List<RequestCounts> known = known(counts, new CountedWorkload(baseline, reporter()), range);
    long requests = known.stream().mapToLong(RequestCounts::requests).sum();
    steps = Optional.of(requests == 0 ? List.of() : known);
    unattributedShare = unattributedShare(counts, baseline, service, range);
  }

  private double unattributedShare(
      RangeCounts counts, Destination baseline, Optional<Destination> service, TimeRange range) {
    CountedWorkload workload = new CountedWorkload(baseline, reporter());
    List<Counts> blocks = new ArrayList<>();
    for (long point : points(range).toArray()) {
      long failed =
          counts.unattributed().at(service, reporter(), point).values().stream()
              .mapToLong(Long::longValue)
              .sum();
      blocks.add(new Counts(requests(counts, workload, point) + failed, failed));
    }
    return UnattributedFailures.usualShare(blocks, (int) grid.seconds());
  }

  /**
   * Where callers were ever counted, only from then on: a caller that is younger than the workload
   * does not make the other side the better one.
   */
  private Reporter choose(RangeCounts counts, Destination baseline, TimeRange range) {
    CountedWorkload byCallers = new CountedWorkload(baseline, Reporter.SOURCE);
    CountedWorkload own = new CountedWorkload(baseline, Reporter.DESTINATION);
    boolean ever = points(range).anyMatch(point -> counts.isKnown(byCallers, point));
    long callers = 0;
    long servers = 0;
    long waypoint = 0;
    long plaintext = 0;
    for (long point : points(range).toArray()) {
      if (ever && !counts.isKnown(byCallers, point)) {
        continue;
      }
      callers += requests(counts, byCallers, point);
      servers += requests(counts, own, point);
      waypoint += requests(counts, new CountedWorkload(baseline, Reporter.WAYPOINT), point);
      plaintext += counts.isKnown(own, point) ? counts.plaintext(own, point) : 0;
    }
    double enough = ENOUGH * Math.max(servers, waypoint);
    if (callers >= enough) {
      return Reporter.SOURCE;
    }
    if (waypoint >= enough) {
      return Reporter.WAYPOINT;
    }
    // Callers without a proxy know no route: that their requests are counted is of no help.
    return servers - plaintext >= ENOUGH * servers ? Reporter.DESTINATION : Reporter.SOURCE;
  }

  private static long requests(RangeCounts counts, CountedWorkload workload, long point) {
    return counts.isKnown(workload, point) ? counts.requests(workload, point).requests() : 0;
  }

  private LongStream points(TimeRange range) {
    return LongStream.iterate(
        range.first(), point -> point <= range.last(), point -> point + grid.seconds());
  }

  /** A step after a gap has a different length, and one with an odd number is not known. */
  private List<RequestCounts> known(RangeCounts counts, CountedWorkload baseline, TimeRange range) {
    List<RequestCounts> known = new ArrayList<>();
    long before = range.first() - grid.seconds();
    for (long point = range.first(); point <= range.last(); point += grid.seconds()) {
      if (counts.isSampled(baseline, point)) {
        if (counts.isKnown(baseline, point)
            && counts.invalid(baseline, point) == null
            && point - before <= 2 * grid.seconds()) {
          known.add(counts.requests(baseline, point));
        }
        before = point;
      }
    }
    return List.copyOf(known);
  }
}
