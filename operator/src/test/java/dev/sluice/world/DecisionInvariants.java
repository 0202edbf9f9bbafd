package dev.sluice.world;

import dev.sluice.analysis.Evidence;
import dev.sluice.analysis.PlaintextTraffic;
import dev.sluice.analysis.Verdict;
import dev.sluice.common.Unstructured;
import dev.sluice.engine.Decision;
import dev.sluice.lifecycle.AnalysisTargets;
import dev.sluice.lifecycle.Observation;
import dev.sluice.lifecycle.Release;
import dev.sluice.lifecycle.ReleaseState;
import dev.sluice.lifecycle.StableRevision;
import dev.sluice.lifecycle.Stage;
import dev.sluice.lifecycle.StageColumn.Section;
import dev.sluice.plan.Change;
import dev.sluice.spec.ReadPolicy;
import dev.sluice.traffic.ManagedObject;
import dev.sluice.world.WorldTraffic.VersionQuality;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;

/** What must hold of every decision in a {@link World}, before anything is done because of it. */
final class DecisionInvariants {
  /** How long a stage may last without a word that it is late. */
  private static final Duration STAGE_LIMIT = Duration.ofMinutes(45);

  /** A stage that lasts until people do something, and one whose limit is the Deployment's. */
  private static final Set<Stage> WITHOUT_LIMIT = EnumSet.of(Stage.IDLE, Stage.ROLLING_OUT);

  /** With more failures before a release, those of a small weight are not unusual. */
  private static final double USUALLY_REACHED = 0.004;

  private final World world;

  private final JudgementInvariants judgement;

  /** The stable version before the promotion, in which the verified canary is that. */
  private String stableBefore = "";

  /** As the decision before left it, recorded or not; null at first. */
  private ReleaseState before;

  DecisionInvariants(World world) {
    this.world = world;
    this.judgement = new JudgementInvariants(world);
  }

  void check(Observation seen, ReadPolicy policy, Decision decision, Instant clock) {
    if (!seen.surroundings().entries().isEmpty() && !seen.isUnmanaged()) {
      checkBypass(decision.state());
    }
    judgement.check(policy.policy(), before, decision.state());
    before = decision.state();
    StableRevision stable = decision.state().stable();
    if (stable != null && !decision.state().stage().in(Section.PROMOTION)) {
      stableBefore = stable.version();
    }
    checkEvidence(policy, decision.state());
    checkTrial(decision);
    checkLimit(decision, clock);
    decision
        .change()
        .filter(Change.Apply.class::isInstance)
        .map(Change.Apply.class::cast)
        .filter(DecisionInvariants::setsStrict)
        .ifPresent(change -> checkStrict(seen));
  }

  private static boolean setsStrict(Change.Apply change) {
    return Unstructured.text(change.object(), "spec", "mtls", "mode").equals("STRICT")
        && !ManagedObject.appliedHash(change.replaced())
            .equals(ManagedObject.appliedHash(change.object()));
  }

  /** Pods refuse no caller that is known to need plaintext, or may. */
  private static void checkStrict(Observation seen) {
    WorldInvariants.check(
        seen.plaintext().filter(PlaintextTraffic::isNone).isPresent(),
        "mutual TLS becomes strict while callers send plaintext: %s",
        seen.plaintext());
  }

  /** While requests can reach it by another path, no version that is not proven gets more. */
  private void checkBypass(ReleaseState state) {
    if (before == null) {
      return;
    }
    boolean steps = before.stage() == Stage.RUNNING_STEP || before.stage() == Stage.SCALING_CANARY;
    WorldInvariants.check(
        state.stage() != Stage.PINNING_STABLE || state.revision() == before.revision(),
        "revision %d starts while a path leads around the route",
        state.revision());
    boolean more =
        state.stage() == Stage.RUNNING_STEP
            && state.exposure().weight() > before.exposure().weight();
    WorldInvariants.check(
        !steps || (!state.stage().in(Section.PROMOTION) && !more),
        "%s follows %s while a path leads around the route",
        state.stage(),
        before.stage());
  }

  /** Nothing is counted twice, and nothing that was not there. */
  private void checkEvidence(ReadPolicy policy, ReleaseState state) {
    Evidence evidence = state.evidence();
    if (evidence == null || evidence.stepIntervals() == 0) {
      return;
    }
    AnalysisTargets.of(StoredRelease.NAMESPACE, StoredRelease.NAME, state, policy.policy())
        .ifPresent(
            target -> {
              long first = evidence.time() - (evidence.stepIntervals() - 1L) * WorldTraffic.STEP;
              long since = evidence.startedAt() - WorldTraffic.STEP;
              long sent = world.traffic().requests(target.candidate(), since, evidence.time());
              WorldInvariants.check(
                  evidence.stepRequests() <= sent || world.traffic().forgets(since),
                  "%d requests are learned, %d were sent",
                  evidence.stepRequests(),
                  sent);
              WorldInvariants.check(
                  first >= evidence.startedAt() - WorldTraffic.STEP,
                  "%d intervals are learned since %d, at %d",
                  evidence.stepIntervals(),
                  evidence.startedAt(),
                  evidence.time());
            });
  }

  /** What was found bad is not given more. */
  private void checkTrial(Decision decision) {
    boolean bad =
        decision.verdict().map(Verdict::result).filter(Verdict.Result.BAD::equals).isPresent();
    boolean promotes = decision.state().stage() == Stage.RESUMING_DEPLOYMENT;
    WorldInvariants.check(!promotes || !bad, "a bad version is promoted");
    Release release = decision.state().release();
    boolean seen = promotes && world.traffic().isMeasuredSince(release.startedAt());
    WorldInvariants.check(
        !seen
            || !world.traffic().isSince(release.version(), VersionQuality.BAD, release.startedAt())
            || world.traffic().quality(stableBefore) == VersionQuality.BAD,
        "a version that fails is promoted");
    Evidence learned = decision.state().evidence();
    boolean unusual = learned != null && learned.unattributed().presentShare() < USUALLY_REACHED;
    WorldInvariants.check(
        !seen
            || !unusual
            || release.isPromotionOrdered()
            || !world
                .traffic()
                .isSince(release.version(), VersionQuality.OVERFLOWS, release.startedAt()),
        "a version is promoted that many requests do not reach");
  }

  /** Every stage ends, or says that it is late. */
  private void checkLimit(Decision decision, Instant clock) {
    ReleaseState state = decision.state();
    boolean late =
        Duration.between(state.position().enteredAt(), clock).compareTo(STAGE_LIMIT) > 0
            && !WITHOUT_LIMIT.contains(state.stage());
    boolean stalled =
        late
            && decision.status().conditions().stream()
                .anyMatch(
                    condition ->
                        condition.type().equals("Stalled") && condition.status().equals("True"));
    WorldInvariants.check(
        !late || stalled,
        "%s lasts longer than %s, and is not Stalled: %s",
        state.stage(),
        STAGE_LIMIT,
        decision.verdict().map(Verdict::message).orElse("no verdict"));
  }
}
