package dev.sluice.lab.scenarios;

import static dev.sluice.lab.scenarios.ScriptLines.BAD;
import static dev.sluice.lab.scenarios.ScriptLines.FAILING;
import static dev.sluice.lab.scenarios.ScriptLines.NEXT;
import static dev.sluice.lab.scenarios.ScriptLines.act;
import static dev.sluice.lab.scenarios.ScriptLines.adopted;
import static dev.sluice.lab.scenarios.ScriptLines.adoptedToStayAt20;
import static dev.sluice.lab.scenarios.ScriptLines.applied;
import static dev.sluice.lab.scenarios.ScriptLines.appliedBad;
import static dev.sluice.lab.scenarios.ScriptLines.await;
import static dev.sluice.lab.scenarios.ScriptLines.check;
import static dev.sluice.lab.scenarios.ScriptLines.ended;
import static dev.sluice.lab.scenarios.ScriptLines.gone;
import static dev.sluice.lab.scenarios.ScriptLines.past;
import static dev.sluice.lab.scenarios.ScriptLines.rollOutBegan;
import static dev.sluice.lab.scenarios.ScriptLines.seconds;
import static dev.sluice.lab.scenarios.ScriptLines.stable;
import static dev.sluice.lab.scenarios.ScriptLines.step;
import static dev.sluice.lab.scenarios.ScriptLines.weight;
import static dev.sluice.lab.scenarios.ScriptLines.weights;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The CanaryRelease is deleted, in order or past its finalizer, and created again. */
final class DeletionScenarios {
  private static final Duration IN_ORDER = Duration.ofSeconds(45);

  private static final Duration FOUND_AND_REMOVED = Duration.ofMinutes(4);

  /** The rollout of the promotion and the return to the Deployment come first. */
  private static final Duration AFTER_PROMOTION = Duration.ofMinutes(4);

  private static final List<Map<String, Object>> QUICK = List.of(step(20, "5s"), step(100, "5s"));

  private DeletionScenarios() {}

  private static ScriptLine deleted(String cascade) {
    return act("kubectl delete --cascade=" + cascade, api -> api.deleteCanaryRelease(cascade));
  }

  private static ScriptLine stablePodsServe() {
    return check("the stable pods are ready", api -> api.ready(api.stablePods()) == 2);
  }

  private static ScriptLine staysPausedOn(String version) {
    return check(
        "the Deployment stays paused on " + version + " without Sluice's label",
        api -> {
          UsersDeployment now = api.deployment();
          return now.asksFor(version) && now.isPaused() && !now.isManaged();
        });
  }

  private static ScriptLine runsWithoutSluice(String version) {
    return check(
        "the Deployment runs " + version + " without Sluice's label",
        api -> {
          UsersDeployment now = api.deployment();
          return now.isComplete() && now.asksFor(version) && !now.isPaused() && !now.isManaged();
        });
  }

  private static Scenario deletedAt20(String cascade) {
    return Scenario.of(
        "deleted-" + cascade + "-at-20",
        "The CanaryRelease is deleted with --cascade=" + cascade + " at 20%.",
        adoptedToStayAt20(),
        applied(NEXT),
        weight(20),
        deleted(cascade),
        gone(IN_ORDER),
        check("an event says Withdrawn", api -> api.said("Withdrawn")),
        staysPausedOn(NEXT),
        stablePodsServe(),
        weights(0, 20, 0));
  }

  private static final Scenario IN_PROMOTION =
      Scenario.of(
          "deleted-while-promoting",
          "The CanaryRelease is deleted while the Deployment rolls out the promoted version.",
          adopted(step(20, "5s"), step(100, "5s")),
          applied(NEXT),
          rollOutBegan(),
          deleted("background"),
          gone(AFTER_PROMOTION),
          check("an event says Promoted", api -> api.said("Promoted")),
          runsWithoutSluice(NEXT),
          weights(0, 20, 100, 75, 50, 0));

  private static final ScriptLine ROLLED_BACK_NOW =
      await("the phase is RolledBack", api -> api.view().phase().equals("RolledBack"));

  private static final Scenario ROLLED_BACK =
      Scenario.of(
              "deleted-while-rolled-back",
              "The CanaryRelease is deleted after a bad version was rolled back.",
              adoptedToStayAt20(),
              appliedBad(FAILING),
              ended(BAD, "RolledBack"),
              ROLLED_BACK_NOW,
              deleted("background"),
              gone(IN_ORDER),
              staysPausedOn(BAD),
              stablePodsServe(),
              weights(0, 20, 0))
          .bad(BAD);

  /** Nothing is lost while no one manages the objects, and the template is released after that. */
  private static final Scenario PAST_FINALIZER =
      Scenario.of(
          "finalizer-removed-at-20",
          "The CanaryRelease is deleted past its finalizer at 20%, and applied again.",
          adoptedToStayAt20(),
          applied(NEXT),
          weight(20),
          act("kubectl delete, and remove the finalizer", Backup::deletePastFinalizer),
          seconds(10),
          act("apply the CanaryRelease again", api -> api.applyCanaryRelease(QUICK)),
          past(NEXT, "Promoted", "Promoted"),
          stable(NEXT),
          check("an event says Recovered", api -> api.said("Recovered")));

  /** The operator asks twice, a minute apart, whether the CanaryRelease exists. */
  private static final Scenario ABANDONED =
      Scenario.of(
          "abandoned-at-20",
          "The CanaryRelease is deleted past its finalizer at 20%, and not applied again.",
          adoptedToStayAt20(),
          applied(NEXT),
          weight(20),
          act("kubectl delete, and remove the finalizer", Backup::deletePastFinalizer),
          gone(FOUND_AND_REMOVED),
          await("an event says OrphanRemoved", api -> api.said("OrphanRemoved")),
          staysPausedOn(NEXT),
          stablePodsServe(),
          weights(0, 20, 0));

  private static final Scenario RESTORED =
      Scenario.of(
          "restored-at-20",
          "The CanaryRelease is deleted past its finalizer at 20% and restored without status.",
          adopted(step(20, "20s"), step(100, "5s")),
          applied(NEXT),
          weight(20),
          act("restore the CanaryRelease without its status", Backup::restore),
          past(NEXT, "Superseded", "StateLost"),
          past(NEXT, "Promoted", "Promoted"),
          stable(NEXT));

  /** The rejected template is on record in the canary Deployment without pods. */
  private static final Scenario RESTORED_WHILE_ROLLED_BACK =
      Scenario.of(
              "restored-while-rolled-back",
              "After a rollback the CanaryRelease is restored without its status.",
              adopted(step(20, "20s"), step(100, "5s")),
              appliedBad(FAILING),
              ended(BAD, "RolledBack"),
              ROLLED_BACK_NOW,
              act("restore the CanaryRelease without its status", Backup::restore),
              past(BAD, "RolledBack", "StateLost"),
              seconds(20),
              weights(0, 20, 0),
              applied(NEXT),
              past(NEXT, "Promoted", "Promoted"),
              stable(NEXT))
          .bad(BAD);

  /** As after a restore of a whole cluster: objects first, the operator last. */
  private static final Scenario RESTORED_BEFORE_RELEASE =
      Scenario.of(
              "restored-before-release",
              "A template waits without the operator; the CanaryRelease is restored without status.",
              adopted(step(20, "10s"), step(100, "5s")),
              act("scale the operator to 0", ClusterParts::stopOperator),
              applied(NEXT),
              check("the Deployment is paused", api -> api.deployment().isPaused()),
              act("restore the CanaryRelease without its status", Backup::restore),
              act("scale the operator to 1", ClusterParts::startOperator),
              ended(NEXT, "Promoted"),
              stable(NEXT),
              weights(0, 20, 100, 75, 50, 0))
          .byItself();

  static List<Scenario> all() {
    return List.of(
        deletedAt20("background"),
        deletedAt20("orphan"),
        IN_PROMOTION,
        ROLLED_BACK,
        PAST_FINALIZER,
        ABANDONED,
        RESTORED,
        RESTORED_WHILE_ROLLED_BACK,
        RESTORED_BEFORE_RELEASE);
  }
}
