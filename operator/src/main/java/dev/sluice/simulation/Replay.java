package dev.sluice.simulation;

import dev.sluice.analysis.AnalysisTarget;
import dev.sluice.analysis.MetricsSnapshot;
import dev.sluice.analysis.RequestCounts;
import dev.sluice.analysis.RequestCounts.Answer;
import dev.sluice.analysis.Sample;
import dev.sluice.api.v1alpha1.CanaryReleaseSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a policy would have decided on traffic that was recorded. The release takes the policy's own
 * steps; the requests are those of the record, whatever weight they were sent by.
 */
public final class Replay {
  private Replay() {}

  /**
   * Plays it up to the decision to promote or to take back, or to the end of the record.
   *
   * @param grid length of the record's steps
   * @param steps in order; the candidate is the canary
   * @param history the stable version's half hour before
   * @param from when the new version is written
   * @throws IllegalArgumentException when the spec is refused
   */
  public static Trace play(
      CanaryReleaseSpec spec,
      String namespace,
      String name,
      Duration grid,
      List<Sample> steps,
      List<RequestCounts> history,
      Instant from,
      Instant to) {
    SimulatedRelease adopted =
        SimulatedRelease.adopted(SimulationInput.of(namespace, name, spec), from, Duration.ZERO);
    return new SimulatedRelease(adopted, from, new Recorded(grid.toSeconds(), steps, history), true)
        .toVerdict(to);
  }

  /** Users of the past: nothing that is decided now changes what they did. */
  private record Recorded(long grid, List<Sample> steps, List<RequestCounts> history)
      implements SimulatedTraffic {
    /** As long as the operator waits before it says that samples are missing. */
    private static final long SILENCE = 20;

    @Override
    public void pass(Instant now, SimulatedCluster cluster) {}

    @Override
    public Instant next(Instant now) {
      return Instant.ofEpochSecond(Math.floorDiv(now.getEpochSecond(), grid) * grid + grid);
    }

    @Override
    public MetricsSnapshot samples(AnalysisTarget trial, Instant now) {
      long after = trial.after().getEpochSecond();
      List<Sample> seen =
          steps.stream()
              .filter(step -> step.time() > after && step.time() <= now.getEpochSecond())
              .toList();
      Optional<Sample> newest =
          steps.stream()
              .filter(step -> step.time() <= now.getEpochSecond())
              .reduce((one, later) -> later);
      long age = now.getEpochSecond() - newest.map(Sample::time).orElse(after);
      return new MetricsSnapshot(
          (int) grid,
          seen,
          trial.history().map(begun -> history),
          age > Math.max(SILENCE, 2 * grid) ? "nothing was recorded lately" : "",
          Map.of());
    }

    @Override
    public long canaryRequests() {
      return steps.stream().mapToLong(step -> step.candidate().requests()).sum();
    }

    /** Errors of the canary beyond the stable version's share of the same steps. */
    @Override
    public double hurt() {
      return steps.stream().mapToDouble(Recorded::excess).sum();
    }

    private static double excess(Sample step) {
      long stable = step.baseline().requests();
      double share = stable == 0 ? 0 : (double) failed(step.baseline()) / stable;
      return failed(step.candidate()) - share * step.candidate().requests();
    }

    private static long failed(RequestCounts tally) {
      return tally.answers().entrySet().stream()
          .filter(entry -> server(entry.getKey()))
          .mapToLong(Map.Entry::getValue)
          .sum();
    }

    private static boolean server(Answer answer) {
      return answer.http().startsWith("5");
    }
  }
}
