package dev.sluice.world;

import dev.sluice.engine.Decision;
import dev.sluice.lifecycle.Stage;
import dev.sluice.lifecycle.StageColumn.Section;
import dev.sluice.workload.DeploymentView;
import java.time.Duration;

/** Requests leave a version that is rejected, or that is not decided on, soon. */
final class WorldProtection {
  /** Three failed decisions and a write, with a restart between them that counts from one again. */
  private static final Duration UNDECIDED = Duration.ofSeconds(15);

  private final World world;
  private final WorldBackends backends;
  private Duration lateRollback = Duration.ZERO;
  private Duration unprotected = Duration.ZERO;

  WorldProtection(World world, WorldBackends backends) {
    this.world = world;
    this.backends = backends;
  }

  /**
   * After every event.
   *
   * @param well whether nothing hinders the operator
   * @param passed since the last check
   * @param stage of the last decision, or null
   */
  void check(boolean well, Duration passed, Stage stage) {
    boolean exposed = world.cluster().route().weight() > 0;
    boolean routes =
        world.operator().isRunning()
            && world.isSeenInTime()
            && world.operator().hasCorrectClock()
            && world.cluster().deployment().filter(DeploymentView::unmanaged).isEmpty()
            && !world.decisionsFail()
            && world.api().writesRoutes(world.now());
    checkRollback(exposed, routes, passed);
    boolean undecided = world.decisionsFail() && stage != null && stage.in(Section.STEPS);
    checkFailedDecisions(exposed && undecided && backends.stableServes(), well, passed);
  }

  /** After a verdict the route is at weight 0 soon, whatever else is refused, the status too. */
  private void checkRollback(boolean exposed, boolean routes, Duration passed) {
    Decision last = world.operator().last();
    boolean late = exposed && last != null && last.state().stage() == Stage.ROLLING_BACK;
    lateRollback = !late ? Duration.ZERO : routes ? lateRollback.plus(passed) : lateRollback;
    WorldInvariants.check(
        lateRollback.compareTo(WorldInvariants.REACTION) < 0,
        "a rollback is not written for %s",
        lateRollback);
  }

  /** While decisions fail, a version that is not verified has no requests soon. */
  private void checkFailedDecisions(boolean late, boolean well, Duration passed) {
    unprotected = !late ? Duration.ZERO : well ? unprotected.plus(passed) : unprotected;
    WorldInvariants.check(
        unprotected.compareTo(UNDECIDED) < 0,
        "an unverified version has requests for %s while decisions fail",
        unprotected);
  }
}
