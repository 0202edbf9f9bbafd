package dev.sluice.simulation;

import dev.sluice.analysis.AnalysisTarget;
import dev.sluice.analysis.Baseline;
import dev.sluice.analysis.MetricsSnapshot;
import dev.sluice.analysis.MissingData;
import dev.sluice.analysis.RequestCounts;
import dev.sluice.analysis.ResponseClass;
import dev.sluice.analysis.Sample;
import dev.sluice.api.v1alpha1.CanaryReleaseSpec;
import dev.sluice.simulation.cluster.SimulatedCluster;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Replays recorded metrics against a policy. The release runs the steps of the policy; the requests
 * are the recorded ones, at whatever weight they were sent.
 */
public final class Replay {
  private Replay() {}

  /**
   * Replays up to the decision to promote or roll back, or to the end of the recording.
   *
   * @param grid length of a sampling step
   * @param steps in order; the candidate is the canary
   * @param baseline the stable version in the half hour before
   * @param from when the new template is applied
   * @throws IllegalArgumentException if the spec has violations
   */
  public static Trace play(
      CanaryReleaseSpec spec,
      String namespace,
      String name,
      Duration grid,
      List<Sample> steps,
      Baseline baseline,
      Instant from,
      Instant to) {
    SimulatedRelease adopted =
        SimulatedRelease.adopted(SimulationInput.of(namespace, name, spec), from, Duration.ZERO);
    return new SimulatedRelease(
            adopted, from, new RecordedTraffic(grid.toSeconds(), steps, baseline), true)
        .toVerdict(to);
  }

  /** Recorded requests, which do not depend on the decisions of the replay. */
  private record RecordedTraffic(long grid, List<Sample> steps, Baseline baseline)
      implements SimulatedTraffic {
    /** How long the operator tolerates missing samples, in seconds. */
    private static final long SILENCE = 20;

    @Override
    public void advance(Instant now, SimulatedCluster cluster) {}

    @Override
    public Instant nextSampleAt(Instant now) {
      return Instant.ofEpochSecond(Math.floorDiv(now.getEpochSecond(), grid) * grid + grid);
    }

    @Override
    public MetricsSnapshot snapshot(AnalysisTarget target, Instant now) {
      long after = target.after().getEpochSecond();
      List<Sample> samples =
          steps.stream()
              .filter(step -> step.time() > after && step.time() <= now.getEpochSecond())
              .toList();
      Optional<Sample> newest =
          steps.stream()
              .filter(step -> step.time() <= now.getEpochSecond())
              .reduce((one, later) -> later);
      long age = now.getEpochSecond() - newest.map(Sample::time).orElse(after);
      long limit = Math.max(SILENCE, 2 * grid);
      return new MetricsSnapshot(
          (int) grid,
          samples,
          target.history().map(startedAt -> baseline.history()),
          age > limit ? Optional.of(new MissingData.Stale(limit)) : Optional.empty(),
          Map.of(),
          new MetricsSnapshot.Counting(
              baseline.reporter(),
              limit,
              Optional.empty(),
              Optional.empty(),
              baseline.unattributedShare()));
    }

    @Override
    public long canaryRequests() {
      return steps.stream().mapToLong(step -> step.candidate().requests()).sum();
    }

    /** Errors of the canary beyond the stable version's share in the same steps. */
    @Override
    public double excessErrors() {
      return steps.stream().mapToDouble(RecordedTraffic::excess).sum();
    }

    private static double excess(Sample step) {
      long stable = step.baseline().requests();
      double share = stable == 0 ? 0 : (double) failed(step.baseline()) / stable;
      return failed(step.candidate()) - share * step.candidate().requests();
    }

    private static long failed(RequestCounts counts) {
      return counts.responses().entrySet().stream()
          .filter(entry -> isServerError(entry.getKey()))
          .mapToLong(Map.Entry::getValue)
          .sum();
    }

    private static boolean isServerError(ResponseClass answer) {
      return answer.http().startsWith("5");
    }
  }
}
