package dev.sluice.lifecycle;

import dev.sluice.analysis.AnalysisContext;
import dev.sluice.analysis.AnalysisEngine;
import dev.sluice.analysis.Enforcement;
import dev.sluice.analysis.Evidence;
import dev.sluice.analysis.MetricsSnapshot;
import dev.sluice.analysis.Sample;
import dev.sluice.analysis.Verdict;
import dev.sluice.spec.ReleasePolicy;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What was learned of the version on trial since the last decision was recorded, and what it means.
 *
 * <p>Every step of the sampling grid that the recorded evidence does not hold yet is learned from,
 * in order, each time a decision is made: nothing is kept anywhere but in the status, and a process
 * that was killed goes on from there with the same numbers.
 *
 * @param state with the evidence as of the newest step
 * @param verdict empty when no version is on trial
 */
public record Assessment(ReleaseState state, Optional<Verdict> verdict) {

  public static Assessment of(
      Observation seen, ReleasePolicy policy, ReleaseState state, Instant now) {
    if (seen.samples().isEmpty() || policy.rules().mode() == Enforcement.OFF || !onTrial(state)) {
      return new Assessment(state, Optional.empty());
    }
    MetricsSnapshot samples = seen.samples().get();
    AnalysisEngine judge = new AnalysisEngine(policy.rules(), samples.stepSeconds());
    AnalysisContext setting = setting(policy, state);
    Evidence evidence = state.evidence();
    if (evidence == null) {
      // It was not judged until now: the policy was another one.
      if (samples.history().isEmpty()) {
        return new Assessment(state, Optional.of(Verdict.noData(samples.missing())));
      }
      evidence = begin(seen, policy, now);
    }
    boolean learned = false;
    for (Sample sample : samples.steps()) {
      if (sample.time() > evidence.time()) {
        // What condemns a version stands, whatever came after it while nobody looked.
        if (learned && judge.condemns(evidence, setting)) {
          break;
        }
        evidence = judge.step(evidence, sample, setting);
        learned = true;
      }
    }
    Verdict verdict = judge.verdict(evidence, setting, samples.missing());
    return new Assessment(state.evidence(evidence), Optional.of(verdict));
  }

  /** Whether the requests of a version decide what comes next. */
  static boolean onTrial(ReleaseState state) {
    return switch (state.stage()) {
      case SCALING, STEPPING -> state.weight() > 0;
      case HANDING_BACK, SETTLING -> true;
      default -> false;
    };
  }

  /** The canary gets its first requests. */
  static Evidence begin(Observation seen, ReleasePolicy policy, Instant now) {
    return judge(seen, policy)
        .begin(
            now.getEpochSecond(),
            seen.samples().flatMap(MetricsSnapshot::history).orElse(List.of()));
  }

  /** Requests go back to the Deployment, whose new pods are held to what the canary showed. */
  static Evidence exchange(
      Observation seen, ReleasePolicy policy, ReleaseState state, Instant now) {
    return state.evidence() == null
        ? judge(seen, policy).begin(now.getEpochSecond(), List.of())
        : judge(seen, policy).exchange(state.evidence(), now.getEpochSecond());
  }

  private static AnalysisEngine judge(Observation seen, ReleasePolicy policy) {
    return new AnalysisEngine(
        policy.rules(), seen.samples().map(MetricsSnapshot::stepSeconds).orElse(1));
  }

  private static AnalysisContext setting(ReleasePolicy policy, ReleaseState state) {
    double weight = state.weight() / 100.0;
    if (state.stage() == Stage.HANDING_BACK || state.stage() == Stage.SETTLING) {
      return new AnalysisContext(1 - weight, OptionalDouble.empty(), "Deployment", "canary");
    }
    boolean proof =
        weight < 1 && state.stage() == Stage.STEPPING && policy.step(state.step()).proven();
    return new AnalysisContext(
        weight,
        proof ? OptionalDouble.of(next(policy, state) / 100.0) : OptionalDouble.empty(),
        "canary",
        "stable");
  }

  /** The weight that the canary is to be proven fit for, in percent. */
  private static int next(ReleasePolicy policy, ReleaseState state) {
    return policy.last(state.step()) ? 100 : Math.max(1, policy.step(state.step() + 1).weight());
  }
}
