package dev.sluice.lifecycle;

import static dev.sluice.lifecycle.Stage.*;

import dev.sluice.analysis.Enforcement;
import dev.sluice.analysis.Evidence;
import dev.sluice.analysis.Verdict;
import dev.sluice.analysis.Verdict.Result;
import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.engine.Decision.News;
import dev.sluice.lifecycle.RollbackChecks.Objection;
import dev.sluice.plan.ChangePlanner;
import dev.sluice.spec.ReleasePolicy;
import dev.sluice.spec.ReleasePolicy.StepPlan;
import dev.sluice.spec.ReleasePolicy.Then;
import dev.sluice.workload.DeploymentView;
import dev.sluice.workload.PodTemplates;
import dev.sluice.workload.ReplicaSetView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The life of a release, whole: {@link #next()} says from which stage it goes to which, and when.
 *
 * <p>Each stage makes one change ({@link ChangePlanner}) and is left when the change is seen in
 * place ({@code placed}) and has had its time. Two rules are behind the order. Users are never on
 * pods that are about to go, so a weight moves first and pods go after a drain. And {@code stable}
 * is the whole Service only while no canary pod is ready, so that nobody reaches an unproven
 * version except by its step's weight.
 */
public final class ReleaseLifecycle {
  /** How long the canary must have been complete before it gets users. */
  public static final Duration WARM_UP = Duration.ofSeconds(1);

  /** Users left on the canary in each ramp of the hand-back, in percent. */
  static final List<Integer> RAMPS = List.of(75, 50, 0);

  /** How long each ramp lasts at least. */
  public static final Duration RAMP = Duration.ofSeconds(10);

  /** How long users stay on the canary when the new stable pods failed, before another try. */
  public static final Duration RETURN = Duration.ofSeconds(60);

  private final Observation seen;
  private final ReleasePolicy policy;
  private final ReleaseState state;
  private final boolean held;
  private final ReleaseView sight;
  private final Instant now;
  private final List<News> news;

  /**
   * @param blocked a refusal stands: like {@code paused}, go no further, but take a bad canary back
   */
  public ReleaseLifecycle(
      Observation seen,
      ReleasePolicy policy,
      Assessment assessed,
      boolean blocked,
      Instant now,
      List<News> news) {
    this.seen = seen;
    this.policy = policy;
    this.state = assessed.state();
    this.held = blocked || policy.paused();
    this.sight = new ReleaseView(seen, policy, state, assessed.verdict(), now);
    this.now = now;
    this.news = news;
  }

  /** The state after this observation; at most one stage further. */
  public ReleaseState next() {
    if (seen.self().deleting()) {
      Optional<ReleaseState> away = leaving();
      if (away.isPresent()) {
        return away.get();
      }
    }
    if (seen.deployment().isEmpty()) {
      return state;
    }
    DeploymentView deployment = seen.deployment().get();
    return switch (state.stage()) {
      case PENDING -> held ? state : adopt(deployment);
      case LABELLING -> after(Duration.ZERO, SUBSETTING);
      case SUBSETTING -> after(policy.propagation(), ROUTING);
      case ROUTING -> sight.waited(policy.propagation()) ? adopted() : state;

      case RESTING -> resting(deployment);
      case RESUMING -> after(Duration.ZERO, RESTING);

      case PINNING -> pinning(deployment);
      case STARTING -> taken(deployment).orElseGet(() -> sight.ready(WARM_UP) ? toStep(0) : state);
      case SCALING -> taken(deployment).orElseGet(this::scaling);
      case STEPPING -> taken(deployment).orElseGet(this::stepping);

      case UNPAUSING -> unpausing(deployment);
      case ROLLING -> rolling(deployment);
      case REPOINTING -> sight.waited(policy.propagation()) ? handBack(0) : state;
      case HANDING_BACK -> returned().orElseGet(this::handingBack);
      case RETURNED -> standBack(deployment);
      case SETTLING -> returned().orElseGet(() -> after(policy.drain(), REMOVING));
      case REMOVING -> after(policy.propagation(), LETTING_GO);

      case TAKING_BACK -> after(policy.drain(), CLEARING);
      case CLEARING -> sight.waited(policy.propagation()) ? cleared(deployment) : state;

      case REBASING ->
          sight.waited(policy.propagation()) ? state.weight(0).go(REROUTING, now) : state;
      case REROUTING -> sight.waited(policy.propagation()) ? begin(deployment, finished()) : state;

      case LETTING_GO -> sight.waited(policy.propagation()) ? finished().go(RESTING, now) : state;

      case UNROUTING, UNSUBSETTING, UNLABELLING, GONE -> state;
      case RECOVERING -> new Recovery(seen, state, now, news).next(deployment);
    };
  }

  // Adoption

  private ReleaseState adopt(DeploymentView deployment) {
    Optional<ReplicaSetView> running = seen.onlyPopulated();
    if (!deployment.complete() || deployment.paused() || running.isEmpty()) {
      return state;
    }
    return state.revision(1).stable(stable(1, running.get())).go(LABELLING, now);
  }

  private ReleaseState adopted() {
    tell(
        "Adopted",
        "Service %s is routed by Sluice, all users are on %s",
        policy.service(),
        version());
    return state.go(RESTING, now);
  }

  // At rest

  private ReleaseState resting(DeploymentView deployment) {
    Optional<ReleaseState> moved = rolledByOthers();
    if (moved.isPresent()) {
      return moved.get();
    }
    if (sight.stableTemplate(deployment)) {
      if (state.stable().anchor().onCanary()) {
        return held ? state : resumePromotion(deployment);
      }
      return deployment.paused() && deployment.pausedBy().isEmpty()
          ? state.go(RESUMING, now)
          : state;
    }
    if (held || sight.rejected(deployment) || !deployment.paused()) {
      return state;
    }
    return begin(deployment, state);
  }

  /** The Deployment rolled natively, past the admission policy: what runs now is the stable. */
  private Optional<ReleaseState> rolledByOthers() {
    if (state.stable().anchor().onCanary()) {
      return Optional.empty();
    }
    return seen.onlyPopulated()
        .filter(set -> !set.hash().equals(state.stable().anchor().hash()))
        .map(
            set -> {
              long revision = state.revision() + 1;
              StableRevision other = stable(revision, set);
              warn("RolledPastSluice", "%s rolled out without a release", other.version());
              return state.revision(revision).stable(other);
            });
  }

  private ReleaseState begin(DeploymentView deployment, ReleaseState from) {
    if (held || sight.stableTemplate(deployment) || seen.self().deleting()) {
      return from.go(from.stable().anchor().onCanary() ? RESTING : LETTING_GO, now);
    }
    long revision = from.revision() + 1;
    String version = PodTemplates.version(deployment.template());
    tell("ReleaseStarted", "revision %d: %s to %s", revision, version(), version);
    return from.revision(revision)
        .release(Release.begun(revision, version, PodTemplates.images(deployment.template()), now))
        .step(-1)
        .weight(0)
        .replicas(0)
        .evidence(null)
        .go(PINNING, now);
  }

  /** The template of an interrupted promotion is back: finish that promotion. */
  private ReleaseState resumePromotion(DeploymentView deployment) {
    StableRevision stable = state.stable();
    tell("PromotionResumed", "%s goes on to be rolled out", stable.version());
    return state
        .release(Release.begun(stable.revision(), stable.version(), stable.images(), now))
        .weight(0)
        .replicas(deployment.replicas())
        .go(UNPAUSING, now);
  }

  // Forward

  private ReleaseState pinning(DeploymentView deployment) {
    if (sight.stableTemplate(deployment)) {
      Objection objection = RollbackChecks.withdrawn();
      return takeBack(objection.end(), objection.reason(), objection.message());
    }
    Release current =
        state
            .release()
            .of(
                PodTemplates.version(deployment.template()),
                PodTemplates.images(deployment.template()));
    ReleaseState going =
        state.release(current).replicas(sight.pods(deployment, policy.step(0).weight()));
    return sight.waited(policy.propagation()) ? going.go(STARTING, now) : going;
  }

  private ReleaseState toStep(int index) {
    int weight = Math.max(state.weight(), policy.step(index).weight());
    DeploymentView deployment = seen.deployment().orElseThrow();
    return state.step(index).replicas(sight.pods(deployment, weight)).go(SCALING, now);
  }

  private ReleaseState scaling() {
    boolean users = policy.step(state.step()).weight() > 0;
    if (users && !sight.comparable()) {
      ReleaseState waiting = state.unknown(Result.NO_DATA, now);
      return new RollbackChecks(sight).impatience(waiting) == Then.ROLL_BACK
          ? takeBack(Outcome.RolledBack, "NoData", "no data: " + sight.missing())
          : waiting;
    }
    // What was missing is there.
    ReleaseState known = state.unknown() == Result.NO_DATA ? state.unknown(null, now) : state;
    return sight.ready(WARM_UP) ? atStep() : known;
  }

  private ReleaseState atStep() {
    StepPlan step = policy.step(state.step());
    int weight = Math.max(state.weight(), step.weight());
    tell(
        "StepStarted",
        "step %d of %d (%s): %d %% of users to %s",
        state.step() + 1,
        policy.steps().size(),
        step.name(),
        weight,
        state.release().version());
    return state.evidence(evidence(weight)).weight(weight).go(STEPPING, now);
  }

  private Evidence evidence(int weight) {
    if (state.evidence() != null) {
      return state.evidence().newStep(weight > state.weight());
    }
    if (weight == 0 || policy.rules().mode() == Enforcement.OFF) {
      return null;
    }
    sight.baselineProblem().ifPresent(problem -> warn("NoBaseline", "%s", problem));
    return Assessment.begin(seen, policy, now);
  }

  private ReleaseState stepping() {
    ReleaseState known = state.unknown(cause(), now);
    ReleaseState going =
        known.replicas(sight.pods(seen.deployment().orElseThrow(), state.weight()));
    Then impatient = new RollbackChecks(sight).impatience(known);
    if (impatient == Then.ROLL_BACK) {
      return takeBack(
          Outcome.RolledBack,
          sight.verdict().map(Verdict::reason).orElse("Inconclusive"),
          sight.judgement());
    }
    boolean last = policy.last(state.step());
    Duration time = policy.step(state.step()).duration();
    Duration least = last && time.compareTo(policy.drain()) < 0 ? policy.drain() : time;
    boolean passed = state.weight() == 0 || sight.passed() || impatient == Then.ADVANCE;
    if (held || !passed || !sight.waited(least)) {
      return going;
    }
    sight
        .verdict()
        .ifPresent(
            verdict ->
                tell(
                    "StepPassed",
                    "step %d of %d (%s): %s",
                    state.step() + 1,
                    policy.steps().size(),
                    policy.step(state.step()).name(),
                    verdict.message()));
    if (!last) {
      return toStep(state.step() + 1);
    }
    tell(
        "PromotionStarted",
        "%s is proven: the Deployment takes it over",
        state.release().version());
    return state.go(UNPAUSING, now);
  }

  /** What holds the step; a policy that holds what is not proven in its time says so. */
  private Result cause() {
    boolean tooLong =
        sight.judged(Result.UNPROVEN)
            && sight.toBeProven()
            && sight.waited(policy.onInconclusive().after());
    return tooLong ? Result.UNPROVEN : sight.cause();
  }

  private Optional<ReleaseState> taken(DeploymentView deployment) {
    return new RollbackChecks(sight)
        .first(deployment)
        .map(objection -> takeBack(objection.end(), objection.reason(), objection.message()));
  }

  // Promotion

  private ReleaseState unpausing(DeploymentView deployment) {
    if (state.placed() != null || !deployment.paused()) {
      return state.go(ROLLING, now);
    }
    return taken(deployment).orElse(state);
  }

  private ReleaseState rolling(DeploymentView deployment) {
    Optional<DeploymentView> canary = seen.canary(state.release().revision());
    Optional<ReplicaSetView> only = seen.onlyPopulated();
    Map<String, Object> wanted = canary.map(DeploymentView::template).orElse(deployment.template());
    boolean rolled =
        only.isPresent()
            && PodTemplates.same(only.get().template(), wanted)
            && only.get().complete(deployment.replicas());
    if (rolled) {
      ReleaseState proven = state.stable(stable(state.release().revision(), only.get()));
      return (canary.isEmpty() ? proven.weight(0) : proven).go(REPOINTING, now);
    }
    return sight.newer(deployment) ? interrupted(deployment) : state;
  }

  /** A newer template before the Deployment's pods could take over: the canary becomes stable. */
  private ReleaseState interrupted(DeploymentView deployment) {
    String newer = PodTemplates.version(deployment.template());
    Release ended =
        state
            .release()
            .ending(
                Outcome.Superseded,
                "PromotionInterrupted",
                newer + " came while it was rolled out; users stay on its proven pods");
    warn(ended.reason(), "%s: %s", ended.version(), ended.message());
    StableRevision onCanary =
        new StableRevision(
            ended.revision(),
            ended.version(),
            ended.images(),
            StableSelector.canary(ended.revision()),
            now);
    return state
        .stable(onCanary)
        .release(ended)
        .go(state.weight() == 0 ? REROUTING : REBASING, now);
  }

  private ReleaseState standBack(DeploymentView deployment) {
    if (sight.newer(deployment)) {
      return interrupted(deployment);
    }
    return sight.waited(RETURN) && deployment.complete() ? handBack(0) : state;
  }

  private ReleaseState handBack(int ramp) {
    if (state.weight() == 0) {
      return state.go(SETTLING, now);
    }
    int left = RAMPS.get(ramp);
    tell(
        "HandingBack",
        "%d %% of users to the Deployment's own pods of %s",
        100 - left,
        state.release().version());
    Evidence evidence =
        ramp == 0 ? Assessment.exchange(seen, policy, state, now) : state.evidence().newStep(true);
    return state.ramp(ramp).weight(left).evidence(evidence).go(HANDING_BACK, now);
  }

  private ReleaseState handingBack() {
    ReleaseState known = state.unknown(sight.cause(), now);
    boolean fine = sight.passed() || sight.judged(Result.NO_TRAFFIC);
    if (held || !fine || !sight.waited(RAMP)) {
      return known;
    }
    return state.ramp() + 1 < RAMPS.size() ? handBack(state.ramp() + 1) : state.go(SETTLING, now);
  }

  /** The Deployment's new pods fail: users go back to the canary, which still stands. */
  private Optional<ReleaseState> returned() {
    int available = seen.deployment().map(DeploymentView::available).orElse(0);
    boolean canaryStands = seen.readyEndpoints(state.release().revision()) > 0;
    if (!canaryStands || state.stable().anchor().onCanary()) {
      return Optional.empty();
    }
    if (!sight.judged(Result.BAD) && available > 0) {
      return Optional.empty();
    }
    warn(
        "HandBackFailed",
        "users are back on the canary: %s",
        available == 0 ? "no pod of the Deployment is available" : sight.judgement());
    Evidence learned = state.evidence() == null ? null : state.evidence().turned();
    return Optional.of(state.weight(100).evidence(learned).go(RETURNED, now));
  }

  // Backward

  private ReleaseState takeBack(Outcome end, String reason, String message) {
    Release ending = state.release().ending(end, reason, message);
    if (end == Outcome.RolledBack) {
      warn("RollingBack", "%s: %s", reason, message);
    } else {
      tell(end.name(), "%s", message);
    }
    return state
        .release(ending)
        .weight(0)
        .go(state.weight() == 0 && state.stage() != TAKING_BACK ? CLEARING : TAKING_BACK, now);
  }

  private ReleaseState cleared(DeploymentView deployment) {
    if (state.release().ends(Outcome.Superseded)) {
      return begin(deployment, finished());
    }
    return state.stable().anchor().onCanary()
        ? finished().go(RESTING, now)
        : state.go(LETTING_GO, now);
  }

  private ReleaseState finished() {
    if (!state.inProgress()) {
      return state;
    }
    Release ended = state.release();
    if (ended.ends(Outcome.InProgress)) {
      ended =
          ended.ending(
              Outcome.Promoted,
              "Promoted",
              ended.version() + " passed every step and serves all users");
    }
    if (ended.ends(Outcome.RolledBack)) {
      warn("RolledBack", "all users are on %s; %s", version(), ended.message());
    } else if (ended.ends(Outcome.Promoted)) {
      tell("Promoted", "%s", ended.message());
    }
    return state.release(ended).finished(now);
  }

  // Deletion

  private Optional<ReleaseState> leaving() {
    boolean goesToo = seen.deployment().map(DeploymentView::deleting).orElse(true);
    if (goesToo && !state.stage().leaving()) {
      return Optional.of(state.go(UNLABELLING, now));
    }
    return switch (state.stage()) {
      case PENDING, LABELLING, RECOVERING -> Optional.of(state.go(UNLABELLING, now));
      case SUBSETTING, ROUTING, RESTING, RESUMING -> Optional.of(state.go(UNROUTING, now));
      case PINNING, STARTING, SCALING, STEPPING ->
          Optional.of(takeBack(Outcome.Withdrawn, "Deleted", "the CanaryRelease is being deleted"));
      case UNROUTING -> Optional.of(after(policy.propagation(), UNSUBSETTING));
      case UNSUBSETTING -> Optional.of(after(policy.propagation(), UNLABELLING));
      case UNLABELLING -> Optional.of(after(Duration.ZERO, GONE));
      default -> Optional.empty();
    };
  }

  private ReleaseState after(Duration time, Stage next) {
    return sight.waited(time) ? state.go(next, now) : state;
  }

  private StableRevision stable(long revision, ReplicaSetView set) {
    return new StableRevision(
        revision,
        PodTemplates.version(set.template()),
        PodTemplates.images(set.template()),
        StableSelector.hash(set.hash()),
        now);
  }

  private String version() {
    return state.stable().version();
  }

  private void tell(String reason, String format, Object... args) {
    news.add(new News(false, reason, format.formatted(args)));
  }

  private void warn(String reason, String format, Object... args) {
    news.add(new News(true, reason, format.formatted(args)));
  }
}
