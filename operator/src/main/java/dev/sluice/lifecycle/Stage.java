package dev.sluice.lifecycle;

import static dev.sluice.api.v1alpha1.Phase.*;
import static dev.sluice.lifecycle.RollbackTarget.NONE;
import static dev.sluice.lifecycle.RollbackTarget.STABLE;
import static dev.sluice.lifecycle.StageColumn.AppliedWhen.*;
import static dev.sluice.lifecycle.StageColumn.Blocked.*;
import static dev.sluice.lifecycle.StageColumn.CanaryPods.*;
import static dev.sluice.lifecycle.StageColumn.Deleted.*;
import static dev.sluice.lifecycle.StageColumn.Judged.*;
import static dev.sluice.lifecycle.StageColumn.Pause.*;
import static dev.sluice.lifecycle.StageColumn.Pin.*;
import static dev.sluice.lifecycle.StageColumn.Section.*;
import static dev.sluice.lifecycle.StageColumn.StageLimit.*;
import static dev.sluice.lifecycle.StageColumn.StageTime.AT_ONCE;
import static dev.sluice.lifecycle.StageColumn.StageTime.DRAIN;
import static dev.sluice.lifecycle.StageColumn.StageTime.PROPAGATION;
import static dev.sluice.lifecycle.StageColumn.StageTime.RETRY;
import static dev.sluice.lifecycle.StageColumn.StageTime.STEP;
import static dev.sluice.lifecycle.StageColumn.StageTime.WARM_UP;
import static dev.sluice.lifecycle.StageColumn.Writes.*;

import dev.sluice.api.v1alpha1.Phase;
import dev.sluice.lifecycle.StageColumn.AppliedWhen;
import dev.sluice.lifecycle.StageColumn.Blocked;
import dev.sluice.lifecycle.StageColumn.CanaryPods;
import dev.sluice.lifecycle.StageColumn.Deleted;
import dev.sluice.lifecycle.StageColumn.Judged;
import dev.sluice.lifecycle.StageColumn.Pause;
import dev.sluice.lifecycle.StageColumn.Pin;
import dev.sluice.lifecycle.StageColumn.Section;
import dev.sluice.lifecycle.StageColumn.StageLimit;
import dev.sluice.lifecycle.StageColumn.StageTime;
import dev.sluice.lifecycle.StageColumn.Writes;

/**
 * Where a release stands. One line is all that a stage is; {@link StageRules} has the one rule that
 * says what leaves it. A stage makes its changes, is applied when they are seen in place and what
 * it waits for has come, and then lasts for its time.
 *
 * <p>{@code docs/reference/stages.md} is made from this table.
 */
public enum Stage {
  // spotless:off
  // Stage                    section       phase        writes      pin      pause    canary  until            wait         limit   judged       target  blocked            deleted
  PENDING                    (ADOPTION,     Pending,     NOTHING,    OPEN,    AS_IS,   KEEP,   WRITTEN,         AT_ONCE,     LATE,   NOBODY,      NONE,   STOPS,             REMOVE_LABEL,
      "Waits for a complete Deployment."),
  MARKING_DEPLOYMENT         (ADOPTION,     Pending,     LABEL,      OPEN,    AS_IS,   KEEP,   WRITTEN,         AT_ONCE,     LATE,   NOBODY,      NONE,   STOPS,             REMOVE_LABEL,
      "Labels the Deployment, so that the pause policy knows it."),
  CREATING_SUBSETS           (ADOPTION,     Pending,     SUBSETS,    OPEN,    AS_IS,   KEEP,   WRITTEN,         PROPAGATION, LATE,   NOBODY,      NONE,   STOPS,             REMOVE_ROUTE,
      "Creates both subsets; nothing refers to them yet."),
  CREATING_ROUTE             (ADOPTION,     Pending,     ALL,        OPEN,    AS_IS,   KEEP,   WRITTEN,         PROPAGATION, LATE,   NOBODY,      NONE,   STOPS,             REMOVE_ROUTE,
      "Creates the route; all requests go to the subset stable."),

  IDLE                       (REST,         Stable,      ALL,        AT_REST, AS_IS,   RECORD, WRITTEN,         AT_ONCE,     NEVER,  NOBODY,      NONE,   STOPS,             REMOVE_ROUTE,
      "Nothing is in progress. The subset stable is the whole Service."),
  RESUMING_STABLE_TEMPLATE   (REST,         Stable,      ALL,        AT_REST, RESUMED, RECORD, WRITTEN,         AT_ONCE,     LATE,   NOBODY,      NONE,   STOPS,             REMOVE_ROUTE,
      "Resumes a Deployment that is paused on the stable template."),
  ROLLOUT_INTERRUPTED        (REST,         Pending,     ALL,        AT_REST, AS_IS,   RECORD, WRITTEN,         AT_ONCE,     LATE,   NOBODY,      NONE,   STOPS,             REMOVE_ROUTE,
      "The pause caught a rollout of Kubernetes itself in the middle; a person decides."),
  RESUMING_ROLLOUT           (REST,         Pending,     ALL,        AT_REST, RESUMED, RECORD, WRITTEN,         AT_ONCE,     LATE,   NOBODY,      NONE,   STOPS,             REMOVE_ROUTE,
      "Resumes that rollout, as a person ordered."),

  PINNING_STABLE             (STEPS,        Releasing,   ALL,        PINNED,  PAUSED,  GROW,   WRITTEN,         PROPAGATION, LATE,   CANARY_SOON, STABLE, STOPS,             ROLL_BACK,
      "Pins the subset stable to the pods that serve now, before a canary pod exists."),
  STARTING_CANARY            (STEPS,        Releasing,   ALL,        PINNED,  PAUSED,  GROW,   CANARY_COMPLETE, WARM_UP,     LATE,   CANARY_SOON, STABLE, STOPS,             ROLL_BACK,
      "Creates the canary Deployment, which comes up without requests."),
  SCALING_CANARY             (STEPS,        Releasing,   ALL,        PINNED,  PAUSED,  GROW,   CANARY_COMPLETE, WARM_UP,     LATE,   CANARY,      STABLE, STOPS,             ROLL_BACK,
      "Scales the canary for the next step; its exposure stays."),
  RUNNING_STEP               (STEPS,        Releasing,   ALL,        PINNED,  PAUSED,  GROW,   WRITTEN,         STEP,        NEVER,  CANARY,      STABLE, STOPS,             ROLL_BACK,
      "The canary has its step's exposure and is analyzed."),
  STABLE_UNAVAILABLE         (STEPS,        Held,        ALL,        PINNED,  PAUSED,  GROW,   STABLE_COMPLETE, PROPAGATION, OUTAGE, CANARY_SOON, STABLE, GOES_ON,           ROLL_BACK,
      "No stable pod is ready; the canary receives what its pods can carry until all of them are."),
  CANARY_UNAVAILABLE         (STEPS,        Held,        ALL,        PINNED,  PAUSED,  GROW,   CANARY_COMPLETE, PROPAGATION, OUTAGE, CANARY_SOON, STABLE, GOES_ON,           ROLL_BACK,
      "No canary pod is ready; the canary gets no requests until all of them are."),
  DECISION_FAILED            (STEPS,        Held,        ALL,        PINNED,  PAUSED,  GROW,   CANARY_COMPLETE, PROPAGATION, OUTAGE, CANARY_SOON, STABLE, GOES_ON,           ROLL_BACK,
      "Decisions failed by an error in Sluice; the canary gets no requests until they succeed."),
  WATCHING_FAILURES          (STEPS,        Held,        ALL,        PINNED,  PAUSED,  GROW,   WRITTEN,         PROPAGATION, LATE,   CANARY_SOON, STABLE, GOES_ON,           ROLL_BACK,
      "Requests failed before they reached a pod; the canary gets none while Sluice watches whether that ends."),

  ADOPTING_CANARY_AS_STABLE  (PROMOTION,    Promoting,   ALL,        PINNED,  AS_IS,   GROW,   WRITTEN,         DRAIN,       LATE,   NOBODY,      NONE,   STOPS,             FINISH,
      "Points the subset stable at the verified canary too, before the old pods may go."),
  SERVING_FROM_ALL_PODS      (PROMOTION,    Promoting,   ALL,        OPEN,    AS_IS,   GROW,   STABLE_COMPLETE, PROPAGATION, OUTAGE, NOBODY,      NONE,   GOES_ON,           REMOVE_ROUTE,
      "No pod of the verified canary is ready; the subset stable is the whole Service until all of them are."),
  RESUMING_DEPLOYMENT        (PROMOTION,    Promoting,   ALL,        PINNED,  RESUMED, GROW,   WRITTEN,         AT_ONCE,     LATE,   NOBODY,      NONE,   STOPS,             FINISH,
      "Resumes the Deployment, if its template is the verified one."),
  ROLLING_OUT                (PROMOTION,    Promoting,   ALL,        PINNED,  AS_IS,   GROW,   WRITTEN,         AT_ONCE,     NEVER,  NOBODY,      NONE,   STOPS,             FINISH,
      "Kubernetes rolls out the Deployment, which gets no requests."),
  REPINNING_STABLE           (PROMOTION,    Promoting,   ALL,        PINNED,  AS_IS,   GROW,   WRITTEN,         PROPAGATION, LATE,   NOBODY,      RollbackTarget.CANARY, STOPS, FINISH,
      "Pins the subset stable to the Deployment's new pods, which get no requests yet."),
  SHIFTING_TO_STABLE         (PROMOTION,    Promoting,   ALL,        PINNED,  AS_IS,   GROW,   WRITTEN,         STEP,        NEVER,  DEPLOYMENT,  RollbackTarget.CANARY, STOPS, FINISH,
      "Requests return to the Deployment's pods in steps; those pods are analyzed."),
  SHIFT_FAILED               (PROMOTION,    Promoting,   ALL,        PINNED,  AS_IS,   GROW,   WRITTEN,         RETRY,       NEVER,  NOBODY,      RollbackTarget.CANARY, GOES_ON, FINISH,
      "The Deployment's new pods failed; requests are back on the canary for a while."),
  DRAINING_CANARY            (PROMOTION,    Promoting,   ALL,        PINNED,  AS_IS,   GROW,   WRITTEN,         DRAIN,       LATE,   DEPLOYMENT,  RollbackTarget.CANARY, STOPS, FINISH,
      "All requests are on the Deployment's pods; the canary drains and can still take over."),
  DELETING_CANARY            (PROMOTION,    Promoting,   ALL,        PINNED,  AS_IS,   DELETE, CANARY_GONE,     PROPAGATION, LATE,   NOBODY,      NONE,   STOPS,             FINISH,
      "Deletes the canary Deployments."),

  FOLLOWING_DEPLOYMENT       (ROLLBACK,     RollingBack, ALL,        PINNED,  AS_IS,   KEEP,   WRITTEN,         PROPAGATION, LATE,   NOBODY,      STABLE, GOES_ON,           FINISH,
      "The stable pods are gone; pins the subset stable to the pods that the Deployment has now."),
  ROLLING_BACK               (ROLLBACK,     RollingBack, ALL,        PINNED,  PAUSED,  KEEP,   WRITTEN,         DRAIN,       LATE,   NOBODY,      STABLE, GOES_ON,           FINISH,
      "The canary has no exposure any more and drains."),
  STOPPING_CANARY            (ROLLBACK,     RollingBack, ALL,        PINNED,  AS_IS,   STOP,   CANARY_GONE,     PROPAGATION, LATE,   NOBODY,      STABLE, GOES_ON,           FINISH,
      "Scales a rejected canary to 0, as the record of its template; deletes any other."),

  ROUTING_TO_NEW_STABLE      (INTERRUPTION, Promoting,   ALL,        PINNED,  AS_IS,   KEEP,   WRITTEN,         PROPAGATION, LATE,   NOBODY,      NONE,   STOPS,             FINISH,
      "Sends all requests to the subset stable, which is the verified canary."),

  UNPINNING_STABLE           (UNPINNING,    RollingBack, ALL,        OPEN,    AS_IS,   STOP,   WRITTEN,         PROPAGATION, LATE,   NOBODY,      NONE,   GOES_ON_IF_ENDING, FINISH,
      "The subset stable becomes the whole Service again."),

  DELETING_ROUTE             (REMOVAL,      Terminating, NO_ROUTE,   OPEN,    AS_IS,   KEEP,   WRITTEN,         PROPAGATION, LATE,   NOBODY,      NONE,   GOES_ON,           FINISH,
      "Deletes the route."),
  DELETING_SUBSETS           (REMOVAL,      Terminating, NO_SUBSETS, OPEN,    AS_IS,   KEEP,   WRITTEN,         PROPAGATION, LATE,   NOBODY,      NONE,   GOES_ON,           FINISH,
      "Deletes the subsets."),
  UNMARKING_DEPLOYMENT       (REMOVAL,      Terminating, NO_LABEL,   OPEN,    AS_IS,   DELETE, WRITTEN,         AT_ONCE,     LATE,   NOBODY,      NONE,   GOES_ON,           FINISH,
      "Removes the Deployment's label, canaries that are left, and security objects when asked."),
  CLEANED_UP                 (REMOVAL,      Terminating, NOTHING,    OPEN,    AS_IS,   KEEP,   WRITTEN,         AT_ONCE,     LATE,   NOBODY,      NONE,   GOES_ON,           FINISH,
      "Nothing of Sluice is left."),

  RECOVERING                 (RECOVERY,     Recovering,  NOTHING,    OPEN,    AS_IS,   KEEP,   WRITTEN,         AT_ONCE,     LATE,   NOBODY,      NONE,   STOPS,             FINISH,
      "The state was lost; nothing moves until what runs is identified.");
  // spotless:on

  private final Section section;
  private final Phase phase;
  private final Writes writes;
  private final Pin pin;
  private final Pause pause;
  private final CanaryPods canaryPods;
  private final AppliedWhen until;
  private final StageTime wait;
  private final StageLimit limit;
  private final Judged judged;
  private final RollbackTarget rollbackTarget;
  private final Blocked blocked;
  private final Deleted deleted;
  private final String description;

  Stage(
      Section section,
      Phase phase,
      Writes writes,
      Pin pin,
      Pause pause,
      CanaryPods canaryPods,
      AppliedWhen until,
      StageTime wait,
      StageLimit limit,
      Judged judged,
      RollbackTarget rollbackTarget,
      Blocked blocked,
      Deleted deleted,
      String description) {
    this.section = section;
    this.phase = phase;
    this.writes = writes;
    this.pin = pin;
    this.pause = pause;
    this.canaryPods = canaryPods;
    this.until = until;
    this.wait = wait;
    this.limit = limit;
    this.judged = judged;
    this.rollbackTarget = rollbackTarget;
    this.blocked = blocked;
    this.deleted = deleted;
    this.description = description;
  }

  public Section section() {
    return section;
  }

  /** Whether it belongs to this part of the release's life. */
  public boolean in(Section part) {
    return section == part;
  }

  /** What people see, where nothing holds the release. */
  public Phase phase() {
    return phase;
  }

  public Writes writes() {
    return writes;
  }

  public Pin pin() {
    return pin;
  }

  public Pause pause() {
    return pause;
  }

  public CanaryPods canaryPods() {
    return canaryPods;
  }

  public AppliedWhen until() {
    return until;
  }

  /** How long it lasts at least once it is applied. */
  public StageTime time() {
    return wait;
  }

  /** How much longer than that it may last before it counts as late. */
  public StageLimit limit() {
    return limit;
  }

  public Judged judged() {
    return judged;
  }

  public RollbackTarget rollbackTarget() {
    return rollbackTarget;
  }

  /** Whether requests return to safety: nothing else is changed before them. */
  public boolean goesBack() {
    return blocked == GOES_ON && section != REMOVAL;
  }

  public Blocked blocked() {
    return blocked;
  }

  public Deleted deleted() {
    return deleted;
  }

  /** What happens in it, in one sentence. */
  public String description() {
    return description;
  }
}
