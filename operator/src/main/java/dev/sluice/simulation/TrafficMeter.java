package dev.sluice.simulation;

import dev.sluice.analysis.AnalysisTarget;
import dev.sluice.analysis.MetricsSnapshot;
import dev.sluice.analysis.RequestCounts;
import dev.sluice.analysis.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Counts requests step by step of the sampling grid, and gives them out as Prometheus would. */
final class TrafficMeter implements SimulatedTraffic {
  private static final Duration HISTORY = Duration.ofMinutes(30);

  /** One step: what the user's Deployment answered and what the canary did. */
  private record Step(long time, RequestCounts users, RequestCounts canary) {}

  private final Simulation of;
  private final RandomSource draws;
  private final long grid;
  private final List<Step> steps = new ArrayList<>();
  private final List<RequestCounts> history;
  private Instant until;

  // Seconds of the step so far, each counting by the share of the requests that went there.
  private double toCanary;
  private double toStable;
  private double toPromoted;

  private long canaryRequests;
  private double hurt;

  /**
   * Counts from a release on, after half an hour in which the running version was alone.
   *
   * @param release when the new version is written
   */
  TrafficMeter(Simulation of, RandomSource draws, Instant release) {
    this.of = of;
    this.draws = draws;
    this.grid = of.scenario().grid().toSeconds();
    List<RequestCounts> before = new ArrayList<>();
    for (long i = HISTORY.toSeconds() / grid; i > 0; i--) {
      before.add(of.stable().draw(draws, (double) grid));
    }
    this.history = Collections.unmodifiableList(before);
    this.until = release;
    this.toStable = release.getEpochSecond() % grid + release.getNano() / 1e9;
  }

  /** The requests are shared out as the routes say now. */
  @Override
  public void pass(Instant now, SimulatedCluster cluster) {
    double weight = cluster.weight();
    boolean promoted = cluster.servedVersion().equals(SimulatedRelease.CANARY);
    while (until.isBefore(now)) {
      long point = Math.floorDiv(until.getEpochSecond(), grid) * grid + grid;
      Instant end = Instant.ofEpochSecond(point);
      Instant to = end.isAfter(now) ? now : end;
      double seconds = Duration.between(until, to).toNanos() / 1e9;
      toCanary += seconds * weight;
      if (promoted) {
        toPromoted += seconds * (1 - weight);
      } else {
        toStable += seconds * (1 - weight);
      }
      until = to;
      if (to.equals(end)) {
        count(point);
      }
    }
  }

  private void count(long point) {
    RequestCounts canary = drawn(of.canary(), toCanary);
    RequestCounts promoted = drawn(of.canary(), toPromoted);
    RequestCounts stable = drawn(of.stable(), toStable);
    RequestCounts users =
        toPromoted == 0
            ? stable
            : toStable == 0 ? promoted : RequestCounts.sum(List.of(stable, promoted));
    steps.add(new Step(point, users, canary));
    note(canary);
    note(promoted);
    toCanary = 0;
    toPromoted = 0;
    toStable = 0;
  }

  private RequestCounts drawn(TrafficRate traffic, double seconds) {
    return seconds > 0 ? traffic.draw(draws, seconds) : RequestCounts.NONE;
  }

  private void note(RequestCounts newVersion) {
    long requests = newVersion.requests();
    long errors = requests - newVersion.answers().getOrDefault(Simulation.GOOD, 0L);
    canaryRequests += requests;
    hurt += errors - requests * of.scenario().stable().errors();
  }

  @Override
  public long canaryRequests() {
    return canaryRequests;
  }

  @Override
  public double hurt() {
    return hurt;
  }

  @Override
  public Instant next(Instant now) {
    Duration lag = of.scenario().lag();
    long newest = Math.floorDiv(now.minus(lag).getEpochSecond(), grid) * grid;
    return Instant.ofEpochSecond(newest + grid).plus(lag);
  }

  @Override
  public MetricsSnapshot samples(AnalysisTarget trial, Instant now) {
    long after = trial.after().getEpochSecond();
    long newest = now.minus(of.scenario().lag()).getEpochSecond();
    boolean canary = SimulatedRelease.isCanary(trial.candidate());
    List<Sample> seen = new ArrayList<>();
    for (int i = steps.size() - 1; i >= 0 && steps.get(i).time() > after; i--) {
      Step step = steps.get(i);
      if (step.time() <= newest) {
        seen.add(
            new Sample(
                step.time(),
                canary ? step.canary() : step.users(),
                canary ? step.users() : step.canary(),
                of.values()));
      }
    }
    Collections.reverse(seen);
    return new MetricsSnapshot(
        (int) grid, seen, trial.history().map(begun -> history), "", java.util.Map.of());
  }
}
