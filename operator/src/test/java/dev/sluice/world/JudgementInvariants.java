package dev.sluice.world;

import dev.sluice.analysis.Enforcement;
import dev.sluice.analysis.Evidence;
import dev.sluice.analysis.MetricEvidence;
import dev.sluice.analysis.MetricKind;
import dev.sluice.api.v1alpha1.BypassPolicy;
import dev.sluice.lifecycle.AnalysisTargets;
import dev.sluice.lifecycle.Release;
import dev.sluice.lifecycle.ReleaseState;
import dev.sluice.lifecycle.Stage;
import dev.sluice.lifecycle.StageColumn.Judged;
import dev.sluice.messages.Reason;
import dev.sluice.spec.ReleasePolicy;
import dev.sluice.world.WorldTraffic.Trouble;
import dev.sluice.world.WorldTraffic.VersionQuality;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;

/** What must be so of what is learned, and of what is not known. */
final class JudgementInvariants {
  private final World world;

  JudgementInvariants(World world) {
    this.world = world;
  }

  void check(ReleasePolicy policy, ReleaseState before, ReleaseState state) {
    checkAnswers(policy, state);
    if (before == null) {
      return;
    }
    checkTrial(before, state);
    checkCause(before, state);
    checkStart(policy, before, state);
  }

  /** What callers gave up is not an answer. */
  private void checkAnswers(ReleasePolicy policy, ReleaseState state) {
    Evidence evidence = state.evidence();
    if (evidence == null || evidence.stepIntervals() == 0) {
      return;
    }
    AnalysisTargets.of(StoredRelease.NAMESPACE, StoredRelease.NAME, state, policy)
        .ifPresent(
            target -> {
              long since = evidence.startedAt() - WorldTraffic.STEP;
              long answered = world.traffic().answered(target.candidate(), since, evidence.time());
              WorldInvariants.check(
                  evidence.stepAnswered() <= answered || world.traffic().forgets(since),
                  "%d answers are learned, %d were given",
                  evidence.stepAnswered(),
                  answered);
            });
  }

  /** Stakes, and whose proxies count, are those of the trial's begin. */
  private static void checkTrial(ReleaseState before, ReleaseState state) {
    Evidence was = before.evidence();
    Evidence is = state.evidence();
    boolean same =
        was != null
            && is != null
            && was.startedAt() == is.startedAt()
            && before.stage().judged() == state.stage().judged();
    if (!same) {
      return;
    }
    WorldInvariants.check(
        was.reporter() == is.reporter(), "%s counts, and %s did", is.reporter(), was.reporter());
    Map<String, Double> stakes = stakes(was);
    stakes(is)
        .forEach(
            (name, stake) ->
                WorldInvariants.check(
                    stake.equals(stakes.getOrDefault(name, 0.0)),
                    "the stake of %s is %s, and was %s",
                    name,
                    stake,
                    stakes.get(name)));
  }

  /** A version is not rejected for requests that fail whatever the version. */
  private void checkCause(ReleaseState before, ReleaseState state) {
    Release release = state.release();
    boolean rejected =
        before.stage() == Stage.WATCHING_FAILURES
            && release != null
            && Reason.UnattributedFailures.name().equals(release.reason());
    WorldInvariants.check(
        !rejected
            || !world.traffic().isMeasuredSince(release.startedAt())
            || !world
                .traffic()
                .isSince(release.version(), VersionQuality.GOOD, release.startedAt()),
        "a good version is rejected for requests that reached no pod");
  }

  private static Map<String, Double> stakes(Evidence evidence) {
    return evidence.metrics().stream()
        .filter(metric -> metric.stake() != null)
        .collect(Collectors.toMap(MetricEvidence::name, MetricEvidence::stake));
  }

  /** No request goes to a version that cannot be judged, by the route or past it. */
  private void checkStart(ReleasePolicy policy, ReleaseState before, ReleaseState state) {
    // The operator's own clock may differ.
    Instant now = world.now();
    boolean ordered = state.release() != null && state.release().isPromotionOrdered();
    boolean judged = policy.analysis().mode() != Enforcement.OFF && !ordered;
    if (!judged || state.release() == null) {
      return;
    }
    Instant since = state.release().startedAt();
    boolean canary =
        before.stage() == Stage.PINNING_STABLE && state.stage() == Stage.STARTING_CANARY;
    WorldInvariants.check(
        !canary
            || policy.bypass() == BypassPolicy.Accept
            || world.traffic().isBlind(now)
            || !world.traffic().hasSince(Trouble.DIRECT, since, now),
        "a canary starts while callers have no route");
    boolean first =
        state.stage() == Stage.RUNNING_STEP
            && state.stage().judged() == Judged.CANARY
            && before.evidence() == null
            && state.exposure().servesRequests();
    WorldInvariants.check(
        !first
            || !policy.analysis().enforces(MetricKind.LATENCY)
            || !world.traffic().hasSince(Trouble.NO_HISTOGRAM, since, now),
        "requests are moved while latency cannot be measured");
  }
}
