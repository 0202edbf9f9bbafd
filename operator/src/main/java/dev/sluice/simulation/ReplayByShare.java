package dev.sluice.simulation;

import dev.sluice.analysis.AnalysisContext;
import dev.sluice.analysis.AnalysisEngine;
import dev.sluice.analysis.Baseline;
import dev.sluice.analysis.Evidence;
import dev.sluice.analysis.Sample;
import dev.sluice.analysis.Verdict;
import dev.sluice.analysis.Verdict.Result;
import dev.sluice.messages.Reason;
import dev.sluice.simulation.SimulationOutcome.End;
import dev.sluice.simulation.Trace.TraceEvent;
import dev.sluice.simulation.Trace.TracePoint;
import dev.sluice.spec.ReleasePolicy;
import dev.sluice.spec.ReleaseStep;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Analyzes recorded metrics by the rules of a policy, at the recorded weights. Steps, durations and
 * timeouts of the policy do not apply.
 */
public final class ReplayByShare {
  /** Number of sampling steps over which the weight is measured. */
  private static final int WINDOW = 4;

  private final ReleasePolicy policy;
  private final AnalysisEngine engine;
  private final Instant from;
  private final List<TracePoint> points = new ArrayList<>();
  private final List<TraceEvent> events = new ArrayList<>();
  private Evidence evidence;
  private double weight;
  private String lastReason = "";

  private ReplayByShare(ReleasePolicy policy, Duration grid, Baseline baseline, Instant from) {
    this.policy = policy;
    this.engine = new AnalysisEngine(policy.analysis(), (int) grid.toSeconds());
    this.from = from;
    this.evidence = engine.begin(from.getEpochSecond(), baseline);
  }

  /**
   * Analyzes step by step, up to a rollback or to the end.
   *
   * @param grid length of the steps
   * @param steps in order; the candidate is the canary
   * @param baseline the stable version in the half hour before
   * @param from earlier steps are ignored
   */
  public static Trace play(
      ReleasePolicy policy,
      Duration grid,
      List<Sample> steps,
      Baseline baseline,
      Instant from,
      Instant to) {
    ReplayByShare replay = new ReplayByShare(policy, grid, baseline, from);
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
      evidence = evidence.atNewWeight(after > before && weight > 0);
      event(step, "WeightChanged", "%.0f%% of requests to the canary".formatted(100 * share));
      lastReason = "";
    }
    weight = share;
    AnalysisContext context = new AnalysisContext(share, next(after), "canary", "stable");
    evidence = engine.step(evidence, step, context);
    Verdict verdict = engine.verdict(evidence, context, Optional.empty());
    points.add(new TracePoint(seconds(step), share, verdict.logHarm()));
    if (!verdict.reason().name().equals(lastReason)) {
      event(step, verdict.reason().name(), verdict.message());
      lastReason = verdict.reason().name();
    }
    return verdict;
  }

  /** Number of the policy's weights that the share has reached, within chance. */
  private int reached(double share) {
    return (int)
        policy.steps().stream()
            .filter(step -> step.weight() > 0 && share >= 0.9 * step.weight() / 100.0)
            .count();
  }

  /** The next weight of the policy, for which the canary has to be verified. */
  private OptionalDouble next(int reached) {
    List<Integer> weights =
        policy.steps().stream().map(ReleaseStep::weight).filter(w -> w > 0).toList();
    return reached >= weights.size()
        ? OptionalDouble.empty()
        : OptionalDouble.of(weights.get(reached) / 100.0);
  }

  private void event(Sample step, String reason, String message) {
    events.add(new TraceEvent(seconds(step), reason, message));
  }

  private double seconds(Sample step) {
    return step.time() - from.getEpochSecond();
  }

  private Trace end(End end, Verdict verdict, Instant at, long requests) {
    String message = verdict == null ? "nothing was recorded" : verdict.message();
    String reason = verdict == null ? Reason.NoData.name() : verdict.reason().name();
    return new Trace(
        new SimulationOutcome(
            end, reason, message, Duration.between(from, at), requests, Double.NaN),
        points,
        events);
  }
}
