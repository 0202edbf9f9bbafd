package dev.sluice.simulation;

import dev.sluice.analysis.AnalysisTarget;
import dev.sluice.analysis.MetricsSnapshot;
import dev.sluice.analysis.RequestCounts;
import dev.sluice.analysis.Sample;
import dev.sluice.simulation.cluster.SimulatedCluster;
import dev.sluice.simulation.cluster.SimulatedRoute;
import dev.sluice.workload.Labels;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Counts simulated requests per sampling step and returns them as Prometheus would. */
final class TrafficMeter implements SimulatedTraffic {
  private static final Duration HISTORY = Duration.ofMinutes(30);

  /** Requests of one sampling step. */
  private record CountedStep(long time, RequestCounts deployment, RequestCounts canary) {}

  private final TrafficModel model;
  private final RandomSource random;
  private final long grid;
  private final List<CountedStep> steps = new ArrayList<>();
  private final List<RequestCounts> history;
  private Instant countedUntil;

  // Seconds of the current step, weighted by the share of requests.
  private double toCanary;
  private double toStable;
  private double toPromoted;

  private long canaryRequests;
  private double excessErrors;

  /**
   * Counts from the start of a release, with half an hour of stable traffic before it.
   *
   * @param start when the new template is applied
   */
  TrafficMeter(TrafficModel model, RandomSource random, Instant start) {
    this.model = model;
    this.random = random;
    this.grid = model.scenario().grid().toSeconds();
    List<RequestCounts> before = new ArrayList<>();
    for (long i = HISTORY.toSeconds() / grid; i > 0; i--) {
      before.add(model.stable().draw(random, (double) grid));
    }
    this.history = Collections.unmodifiableList(before);
    this.countedUntil = start;
    this.toStable = start.getEpochSecond() % grid + start.getNano() / 1e9;
  }

  /** Distributes the requests by the current weight. */
  @Override
  public void advance(Instant now, SimulatedCluster cluster) {
    SimulatedRoute route = cluster.proxies().routes().get(0);
    double weight = route.weight() / 100.0;
    boolean promoted =
        cluster.endpoints().ready().stream()
            .filter(pod -> pod.matches(route.stable()) && !pod.labels().containsKey(Labels.TRACK))
            .findFirst()
            .filter(pod -> pod.version().equals(SimulatedRelease.CANARY))
            .isPresent();
    while (countedUntil.isBefore(now)) {
      long point = Math.floorDiv(countedUntil.getEpochSecond(), grid) * grid + grid;
      Instant end = Instant.ofEpochSecond(point);
      Instant to = end.isAfter(now) ? now : end;
      double seconds = Duration.between(countedUntil, to).toNanos() / 1e9;
      toCanary += seconds * weight;
      if (promoted) {
        toPromoted += seconds * (1 - weight);
      } else {
        toStable += seconds * (1 - weight);
      }
      countedUntil = to;
      if (to.equals(end)) {
        count(point);
      }
    }
  }

  private void count(long point) {
    RequestCounts canary = draw(model.canary(), toCanary);
    RequestCounts promoted = draw(model.canary(), toPromoted);
    RequestCounts stable = draw(model.stable(), toStable);
    RequestCounts deployment =
        toPromoted == 0
            ? stable
            : toStable == 0 ? promoted : RequestCounts.sum(List.of(stable, promoted));
    steps.add(new CountedStep(point, deployment, canary));
    addCanaryRequests(canary);
    addCanaryRequests(promoted);
    toCanary = 0;
    toPromoted = 0;
    toStable = 0;
  }

  private RequestCounts draw(TrafficRate traffic, double seconds) {
    return seconds > 0 ? traffic.draw(random, seconds) : RequestCounts.NONE;
  }

  private void addCanaryRequests(RequestCounts counts) {
    long requests = counts.requests();
    long errors = requests - counts.responses().getOrDefault(TrafficModel.SUCCESS, 0L);
    canaryRequests += requests;
    excessErrors += errors - requests * model.scenario().stable().errors();
  }

  @Override
  public long canaryRequests() {
    return canaryRequests;
  }

  @Override
  public double excessErrors() {
    return excessErrors;
  }

  @Override
  public Instant nextSampleAt(Instant now) {
    Duration lag = model.scenario().lag();
    long newest = Math.floorDiv(now.minus(lag).getEpochSecond(), grid) * grid;
    return Instant.ofEpochSecond(newest + grid).plus(lag);
  }

  @Override
  public MetricsSnapshot snapshot(AnalysisTarget target, Instant now) {
    long after = target.after().getEpochSecond();
    long newest = now.minus(model.scenario().lag()).getEpochSecond();
    boolean canary = SimulatedRelease.isCanary(target.candidate());
    List<Sample> samples = new ArrayList<>();
    for (int i = steps.size() - 1; i >= 0 && steps.get(i).time() > after; i--) {
      CountedStep step = steps.get(i);
      if (step.time() <= newest) {
        samples.add(
            new Sample(
                step.time(),
                canary ? step.canary() : step.deployment(),
                canary ? step.deployment() : step.canary(),
                model.values()));
      }
    }
    Collections.reverse(samples);
    return new MetricsSnapshot(
        (int) grid,
        samples,
        target.history().map(startedAt -> history),
        Optional.empty(),
        Map.of());
  }
}
