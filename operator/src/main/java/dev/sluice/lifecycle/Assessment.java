package dev.sluice.lifecycle;

import dev.sluice.analysis.AnalysisContext;
import dev.sluice.analysis.AnalysisEngine;
import dev.sluice.analysis.AnalysisPolicy;
import dev.sluice.analysis.Baseline;
import dev.sluice.analysis.Enforcement;
import dev.sluice.analysis.Evidence;
import dev.sluice.analysis.MetricsSnapshot;
import dev.sluice.analysis.MissingData;
import dev.sluice.analysis.Sample;
import dev.sluice.analysis.Verdict;
import dev.sluice.api.v1alpha1.BypassPolicy;
import dev.sluice.spec.ReleasePolicy;
import dev.sluice.spec.ReleaseStep;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What was learned of the version on trial since the last decision was recorded, and what it means.
 *
 * <p>Each decision adds every step of the sampling grid that the recorded evidence does not hold
 * yet, in order. Only the status keeps evidence: after a crash, the next process continues from
 * there with the same numbers.
 *
 * @param state with the evidence as of the newest step
 * @param verdict empty when no version is on trial
 */
public record Assessment(ReleaseState state, Optional<Verdict> verdict) {
  /** Seconds from one scrape to the next where the source of metrics does not answer. */
  private static final int USUAL_STEP = 15;

  /** Learns from the newest samples; not while a person acts by hand, when no weight is known. */
  public static Assessment of(
      Observation observed, ReleasePolicy policy, ReleaseState state, Instant now) {
    if (observed.isUnmanaged()) {
      return new Assessment(state, Optional.empty());
    }
    if (state.interventions().unmanagedSince() != null) {
      Evidence evidence = skippingTo(now, state.evidence(), observed);
      return new Assessment(state.evidence(evidence), Optional.empty());
    }
    boolean off = policy.analysis().mode() == Enforcement.OFF;
    if (observed.metrics().isEmpty() || off || !isOnTrial(state)) {
      return new Assessment(state, Optional.empty());
    }
    MetricsSnapshot metrics = observed.metrics().get();
    AnalysisEngine engine = new AnalysisEngine(trial(policy, state), metrics.stepSeconds());
    // A gateway's rule to the subset stable sends requests there that no weight divides. Where it
    // is known which ones those are, they are not counted.
    boolean divided = observed.surroundings().subsetUsers().workloads().isPresent();
    AnalysisContext context =
        context(policy, state)
            .dividing(divided)
            .reachedByWeightAlone(isReachedByWeightAlone(policy, state))
            .scrapedWithin(metrics.counting().quietSeconds());
    Evidence evidence = state.evidence();
    if (evidence == null) {
      // It was not analyzed until now: the policy was another one.
      if (metrics.history().isEmpty()) {
        return new Assessment(
            state,
            Optional.of(
                Verdict.noData(metrics.missingData().orElseGet(MissingData.NotQueried::new))));
      }
      evidence = begin(observed, policy, now);
    }
    boolean learned = false;
    for (Sample sample : metrics.steps()) {
      if (sample.time() > evidence.time()) {
        // Evidence that rolls a version back is final, even if later samples would weaken it.
        if (learned && engine.exceedsRollbackThreshold(evidence, context)) {
          break;
        }
        evidence = engine.step(evidence, sample, context);
        learned = true;
      }
    }
    Optional<MissingData> missing = Baselines.missingData(observed, policy);
    Verdict verdict = engine.verdict(evidence, context, missing);
    return new Assessment(state.evidence(evidence), Optional.of(verdict));
  }

  /** The Deployment's new pods are verified: however they are reached, it does no harm. */
  private static boolean isReachedByWeightAlone(ReleasePolicy policy, ReleaseState state) {
    return policy.bypass() == BypassPolicy.Reject
        && state.stage().judged() == StageColumn.Judged.CANARY;
  }

  /**
   * Evidence that learns nothing of the requests before {@code now}. A counter that is scraped
   * later still contains some of them, so the first step begins when every caller was scraped
   * again.
   */
  static Evidence skippingTo(Instant now, Evidence evidence, Observation observed) {
    int step = observed.metrics().map(MetricsSnapshot::stepSeconds).orElse(USUAL_STEP);
    return evidence == null ? null : evidence.skippingTo(now.getEpochSecond() + 2L * step);
  }

  /**
   * The return to the Deployment is a trial apart from the canary's: what it finds sends requests
   * back to the canary, and each of its tries has its part of the rate.
   */
  private static AnalysisPolicy trial(ReleasePolicy policy, ReleaseState state) {
    return state.stage().judged() == StageColumn.Judged.DEPLOYMENT
        ? policy.analysis().forOneOf(ShiftRules.TRIES)
        : policy.analysis();
  }

  /** Whether the requests of a version decide what comes next. */
  private static boolean isOnTrial(ReleaseState state) {
    return switch (state.stage().judged()) {
      case NOBODY, CANARY_SOON -> false;
      case CANARY -> state.exposure().isObservable();
      case DEPLOYMENT -> true;
    };
  }

  /** The canary gets its first requests. */
  static Evidence begin(Turn turn) {
    return begin(turn.observed(), turn.policy(), turn.now());
  }

  private static Evidence begin(Observation observed, ReleasePolicy policy, Instant now) {
    MetricsSnapshot.Counting counting =
        observed
            .metrics()
            .map(MetricsSnapshot::counting)
            .orElse(MetricsSnapshot.Counting.BY_CALLERS);
    return engine(observed, policy)
        .begin(
            now.getEpochSecond(),
            new Baseline(
                Baselines.history(observed).orElse(List.of()),
                counting.reporter(),
                counting.unattributedShare()));
  }

  /** Requests return to the Deployment, whose new pods are held to what the canary showed. */
  static Evidence swap(Turn turn) {
    AnalysisEngine engine = engine(turn.observed(), turn.policy());
    long now = turn.now().getEpochSecond();
    return turn.state().evidence() == null
        ? engine.begin(now, List.of())
        : engine.startSwapped(turn.state().evidence(), now);
  }

  /** The evidence of a stage in which the Deployment's pods are judged, entered from any other. */
  static Evidence onDeployment(Turn turn) {
    return turn.stage().judged() == StageColumn.Judged.DEPLOYMENT
        ? turn.state().evidence()
        : swap(turn);
  }

  private static AnalysisEngine engine(Observation observed, ReleasePolicy policy) {
    return new AnalysisEngine(
        policy.analysis(), observed.metrics().map(MetricsSnapshot::stepSeconds).orElse(1));
  }

  private static AnalysisContext context(ReleasePolicy policy, ReleaseState state) {
    double share = state.exposure().weight() / 100.0;
    if (state.stage().judged() == StageColumn.Judged.DEPLOYMENT) {
      return new AnalysisContext(1 - share, OptionalDouble.empty(), "Deployment", "canary");
    }
    boolean proof =
        share < 1
            && state.stage() == Stage.RUNNING_STEP
            && state.progress().step().in(policy).gate().asksForProof();
    return new AnalysisContext(
        share,
        proof ? OptionalDouble.of(nextShare(policy, state)) : OptionalDouble.empty(),
        "canary",
        "stable");
  }

  /** The share of requests that the canary is to be verified for, more than 0, at most 1. */
  private static double nextShare(ReleasePolicy policy, ReleaseState state) {
    ReleaseStep next = state.progress().step().next(policy, state.exposure().weight());
    return Math.max(1, next.weight()) / 100.0;
  }
}
