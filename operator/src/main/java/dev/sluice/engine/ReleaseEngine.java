package dev.sluice.engine;

import dev.sluice.analysis.AnalysisTarget;
import dev.sluice.api.v1alpha1.CanaryReleaseStatus;
import dev.sluice.common.Unstructured;
import dev.sluice.engine.Decision.News;
import dev.sluice.lifecycle.AnalysisTargets;
import dev.sluice.lifecycle.Assessment;
import dev.sluice.lifecycle.CheckpointCodec;
import dev.sluice.lifecycle.Observation;
import dev.sluice.lifecycle.Preflight;
import dev.sluice.lifecycle.ReleaseLifecycle;
import dev.sluice.lifecycle.ReleaseState;
import dev.sluice.lifecycle.Stage;
import dev.sluice.plan.Change;
import dev.sluice.plan.ChangePlanner;
import dev.sluice.spec.PolicyReader;
import dev.sluice.spec.ReleasePolicy;
import dev.sluice.spec.Violation;
import dev.sluice.status.StatusBuilder;
import dev.sluice.traffic.istio.IstioObjects;
import dev.sluice.workload.Labels;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns one observation into one decision. Pure: the same input gives the same decision. */
public final class ReleaseEngine {
  /** At rest; whatever happens is noticed by watches earlier. */
  static final Duration AT_REST = Duration.ofMinutes(5);

  /** While something is under way. */
  static final Duration UNDER_WAY = Duration.ofSeconds(5);

  /** While a refusal stands; not all that can end one is watched. */
  static final Duration REFUSED = Duration.ofSeconds(30);

  private static final Duration SOON = Duration.ofMillis(50);

  private ReleaseEngine() {}

  /**
   * Decides about one observation.
   *
   * @param read the spec
   * @param recorded the status as last recorded, null when there is none
   * @param keeper wrote the checkpoint of {@code recorded}, and writes the next one
   */
  public static Decision decide(
      Observation seen,
      PolicyReader.Result read,
      CanaryReleaseStatus recorded,
      CheckpointCodec keeper,
      Instant now) {
    ReleaseState before = state(seen, recorded, keeper, now);
    if (read.policy().isEmpty()) {
      return new StatusBuilder(
              seen, null, before, before, Optional.empty(), read.refusals(), recorded, keeper, now)
          .decision(Optional.empty(), List.of(), AT_REST, seen.self().deleting());
    }
    ReleasePolicy policy = read.policy().get();
    List<Violation> refusals = new ArrayList<>(read.refusals());
    if (!seen.self().deleting()) {
      refusals.addAll(Preflight.check(seen, policy));
    }

    List<News> news = new ArrayList<>();
    Assessment assessed = Assessment.of(seen, policy, before, now);
    ReleaseState after =
        new ReleaseLifecycle(seen, policy, assessed, !refusals.isEmpty(), now, news).next();
    ChangePlanner plan = new ChangePlanner(seen, policy, after, now);
    if (after.placed() == null && plan.inPlace()) {
      after = after.placed(now);
    }
    Optional<Change> change =
        plan.pending().stream().findFirst().filter(wanted -> mayAct(refusals, plan, before));
    if (change.isPresent()
        && before.placed() != null
        && before.evidence(after.evidence()).equals(after)) {
      repair(seen, change.get()).ifPresent(news::add);
    }
    boolean finished = after.stage() == Stage.GONE;
    return new StatusBuilder(
            seen, policy, before, after, assessed.verdict(), refusals, recorded, keeper, now)
        .decision(change, news, lookAgain(after, plan, before, now, refusals.isEmpty()), finished);
  }

  /**
   * What is to be measured, by the recorded state; empty when nothing is.
   *
   * @param namespace of the CanaryRelease
   * @param name of the CanaryRelease
   * @param read the spec
   * @param recorded the status as last recorded, null when there is none
   * @param keeper wrote the checkpoint of {@code recorded}
   */
  public static Optional<AnalysisTarget> trial(
      String namespace,
      String name,
      PolicyReader.Result read,
      CanaryReleaseStatus recorded,
      CheckpointCodec keeper) {
    Optional<ReleaseState> state = keeper.read(recorded == null ? null : recorded.checkpoint());
    Optional<ReleasePolicy> policy = read.policy();
    return state.isEmpty() || policy.isEmpty()
        ? Optional.empty()
        : AnalysisTargets.of(namespace, name, state.get(), policy.get());
  }

  private static ReleaseState state(
      Observation seen, CanaryReleaseStatus recorded, CheckpointCodec keeper, Instant now) {
    Optional<ReleaseState> read = keeper.read(recorded == null ? null : recorded.checkpoint());
    if (read.isPresent()) {
      return read.get();
    }
    boolean traces =
        seen.virtualService()
            .or(seen::destinationRule)
            .filter(object -> IstioObjects.ours(object, seen.self().name()))
            .isPresent();
    ReleaseState fresh = ReleaseState.fresh(now);
    return traces ? fresh.go(Stage.RECOVERING, now) : fresh;
  }

  /** While a refusal stands only the way back is open: nothing else in the mesh changes. */
  private static boolean mayAct(List<Violation> refusals, ChangePlanner plan, ReleaseState before) {
    return refusals.isEmpty() || plan.backward() || before.stage().leaving();
  }

  /** What is in place was changed by somebody else, and is put back. */
  private static Optional<News> repair(Observation seen, Change change) {
    if (!(change instanceof Change.Apply apply)) {
      return Optional.empty();
    }
    Optional<Map<String, Object>> there =
        switch (apply.target().kind()) {
          case IstioObjects.VIRTUAL_SERVICE -> seen.virtualService();
          case IstioObjects.DESTINATION_RULE -> seen.destinationRule();
          default -> seen.peerAuthentication();
        };
    String applied = Unstructured.text(apply.object(), "metadata", "annotations", Labels.APPLIED);
    boolean outside =
        there
            .map(object -> Unstructured.text(object, "metadata", "annotations", Labels.APPLIED))
            .map(applied::equals)
            .orElse(!apply.target().kind().equals(IstioObjects.PEER_AUTHENTICATION));
    return Optional.of(
        outside
            ? new News(
                true,
                "Repaired",
                apply.target()
                    + (there.isPresent() ? " was changed" : " was deleted")
                    + " by somebody else; it is put back")
            : new News(false, "PolicyApplied", apply.target() + ": " + apply.what()));
  }

  private static Duration lookAgain(
      ReleaseState after, ChangePlanner plan, ReleaseState before, Instant now, boolean accepted) {
    if (after.stage() == Stage.RESTING || after.stage() == Stage.PENDING) {
      return accepted ? AT_REST : REFUSED;
    }
    if (after.stage() != before.stage()) {
      return SOON;
    }
    if (after.placed() == null) {
      return UNDER_WAY;
    }
    Duration left = Duration.between(now, after.placed().plus(plan.time()));
    return left.isNegative() || left.isZero() || left.compareTo(UNDER_WAY) > 0
        ? UNDER_WAY
        : left.plus(SOON);
  }
}
