package dev.sluice.world;

import dev.sluice.lifecycle.Observation;
import dev.sluice.lifecycle.ReleaseState;
import dev.sluice.lifecycle.Stage;
import dev.sluice.lifecycle.StageColumn.Section;
import dev.sluice.workload.AutoscalerView;
import dev.sluice.workload.DeploymentView;
import java.time.Duration;
import java.util.Optional;

/** A canary has the pods for its requests, and gives requests only to as many as they need. */
final class WorldScaling {
  private final World world;
  private Duration tooSmall = Duration.ZERO;
  private Duration tooLarge = Duration.ZERO;
  private int shifted;

  WorldScaling(World world) {
    this.world = world;
  }

  /**
   * After every event.
   *
   * @param well whether nothing hinders the operator
   * @param passed since the last check
   * @param stage of the last decision, or null
   */
  void check(boolean well, Duration passed, Stage stage) {
    int canary = world.state().release() == null ? 0 : canaryReplicas();
    int users = world.cluster().deployment().map(DeploymentView::replicas).orElse(0);
    boolean step = stage == Stage.RUNNING_STEP && canary > 0;
    int weight = world.state().exposure().weight();
    tooSmall = track(step && 100 * canary < weight * users, tooSmall, well, passed);
    WorldInvariants.check(
        tooSmall.compareTo(WorldInvariants.REACTION) < 0,
        "%d canary pods carry %d%% of what %d pods carried",
        canary,
        weight,
        users);
    boolean follows =
        stage == Stage.ROLLING_OUT && canary > 0 && users > 0 && autoscaler().isPresent();
    int wanted = Math.max(users, autoscaler().map(AutoscalerView::desiredReplicas).orElse(users));
    tooLarge = track(follows && canary > wanted && isOld(), tooLarge, well, passed);
    WorldInvariants.check(
        tooLarge.compareTo(WorldInvariants.REACTION) < 0,
        "%d canary pods carry what an autoscaler wants %d for",
        canary,
        wanted);
  }

  private static Duration track(boolean ails, Duration lasted, boolean well, Duration passed) {
    return ails ? well ? lasted.plus(passed) : lasted : Duration.ZERO;
  }

  private Optional<AutoscalerView> autoscaler() {
    return world.cluster().workloads(world.now()).autoscaler();
  }

  private int canaryReplicas() {
    return world.cluster().canaries().stream()
        .filter(canary -> canary.revision() == world.state().release().revision())
        .mapToInt(DeploymentView::replicas)
        .findFirst()
        .orElse(0);
  }

  /** Whether the Deployment is older than the release. */
  private boolean isOld() {
    return world
        .cluster()
        .deployment()
        .flatMap(DeploymentView::createdAt)
        .filter(at -> !at.isAfter(world.state().release().startedAt()))
        .isPresent();
  }

  /** A decision: requests return only to as many pods as carry them. */
  void decided(Observation.Workloads seen, ReleaseState state) {
    boolean shifts =
        state.stage() == Stage.SHIFTING_TO_STABLE
            && state.isReleasing()
            && seen.autoscaler().isPresent()
            && state.release().actions().isEmpty();
    int percent = shifts ? 100 - state.exposure().weight() : 0;
    boolean further = percent > shifted && state.stage().in(Section.PROMOTION);
    shifted = percent;
    if (!further) {
      return;
    }
    int ready = seen.replicaSets().stream().mapToInt(seen.endpoints()::of).max().orElse(0);
    int all = seen.canary(state.release().revision()).map(DeploymentView::replicas).orElse(0);
    WorldInvariants.check(
        100L * ready >= (long) percent * all,
        "%d%% of the requests of %d pods return to %d",
        percent,
        all,
        ready);
  }
}
