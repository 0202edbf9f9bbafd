package dev.sluice.simulation;

import dev.sluice.analysis.AnalysisContext;
import dev.sluice.analysis.AnalysisEngine;
import dev.sluice.analysis.Evidence;
import dev.sluice.analysis.RequestCounts;
import dev.sluice.analysis.Sample;
import dev.sluice.analysis.Verdict;
import dev.sluice.analysis.Verdict.Result;
import dev.sluice.simulation.SimulationOutcome.End;
import dev.sluice.simulation.Trace.Event;
import dev.sluice.simulation.Trace.Moment;
import dev.sluice.spec.ReleasePolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What the rules of a policy would have made of traffic that was recorded, at the weights that it
 * was sent by then. Steps, durations and patience of the policy have no say: somebody else moved
 * the weight.
 */
public final class ReplayByShare {
  /** How many steps of the grid a share is measured over. */
  private static final int WINDOW = 4;

  private final ReleasePolicy policy;
  private final AnalysisEngine judge;
  private final Instant from;
  private final List<Moment> moments = new ArrayList<>();
  private final List<Event> events = new ArrayList<>();
  private Evidence evidence;
  private double weight;
  private String told = "";

  private ReplayByShare(
      ReleasePolicy policy, Duration grid, List<RequestCounts> history, Instant from) {
    this.policy = policy;
    this.judge = new AnalysisEngine(policy.rules(), (int) grid.toSeconds());
    this.from = from;
    this.evidence = judge.begin(from.getEpochSecond(), history);
  }

  /**
   * Judges step after step, up to the evidence that takes the canary back, or to the end.
   *
   * @param grid length of the steps
   * @param steps in order; the candidate is the canary
   * @param history the stable version's half hour before
   * @param from earlier steps do not count
   */
  public static Trace play(
      ReleasePolicy policy,
      Duration grid,
      List<Sample> steps,
      List<RequestCounts> history,
      Instant from,
      Instant to) {
    ReplayByShare replay = new ReplayByShare(policy, grid, history, from);
    long requests = 0;
    Verdict verdict = null;
    for (int i = 0; i < steps.size(); i++) {
      Sample step = steps.get(i);
      requests += step.candidate().requests();
      verdict = replay.step(step, share(steps.subList(Math.max(0, i - WINDOW + 1), i + 1)));
      if (verdict.result() == Result.BAD) {
        return replay.end(End.ROLLED_BACK, verdict, Instant.ofEpochSecond(step.time()), requests);
      }
    }
    return replay.end(End.HELD, verdict, to, requests);
  }

  private static double share(List<Sample> steps) {
    long canary = steps.stream().mapToLong(step -> step.candidate().requests()).sum();
    long stable = steps.stream().mapToLong(step -> step.baseline().requests()).sum();
    return canary + stable == 0 ? 0 : (double) canary / (canary + stable);
  }

  private Verdict step(Sample step, double share) {
    int before = reached(weight);
    int after = reached(share);
    if (after != before) {
      evidence = evidence.newStep(after > before && weight > 0);
      tell(step, "WeightChanged", "the canary gets %.0f %% of the requests".formatted(100 * share));
      told = "";
    }
    weight = share;
    AnalysisContext setting = new AnalysisContext(share, next(after), "canary", "stable");
    evidence = judge.step(evidence, step, setting);
    Verdict verdict = judge.verdict(evidence, setting, "");
    moments.add(new Moment(seconds(step), share, verdict.logHarm()));
    if (!verdict.reason().equals(told)) {
      tell(step, verdict.reason(), verdict.message());
      told = verdict.reason();
    }
    return verdict;
  }

  /** How many of the policy's weights the share has come to, chance aside. */
  private int reached(double share) {
    return (int)
        policy.steps().stream()
            .filter(step -> step.weight() > 0 && share >= 0.9 * step.weight() / 100.0)
            .count();
  }

  /** The policy's next weight, which the canary would have to be proven fit for. */
  private OptionalDouble next(int reached) {
    List<Integer> weights =
        policy.steps().stream().map(ReleasePolicy.StepPlan::weight).filter(w -> w > 0).toList();
    return reached >= weights.size()
        ? OptionalDouble.empty()
        : OptionalDouble.of(weights.get(reached) / 100.0);
  }

  private void tell(Sample step, String reason, String message) {
    events.add(new Event(seconds(step), reason, message));
  }

  private double seconds(Sample step) {
    return step.time() - from.getEpochSecond();
  }

  private Trace end(End end, Verdict verdict, Instant at, long requests) {
    String message = verdict == null ? "nothing was recorded" : verdict.message();
    String reason = verdict == null ? "NoData" : verdict.reason();
    return new Trace(
        new SimulationOutcome(
            end, reason, message, Duration.between(from, at), requests, Double.NaN),
        moments,
        events);
  }
}
