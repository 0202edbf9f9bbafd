package dev.sluice.plan;

import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.api.v1alpha1.SecurityObjects;
import dev.sluice.common.ResourceKind;
import dev.sluice.lifecycle.StageColumn.Section;
import dev.sluice.lifecycle.StageColumn.Writes;
import dev.sluice.lifecycle.Turn;
import dev.sluice.messages.Reason;
import dev.sluice.traffic.DesiredObject;
import dev.sluice.traffic.Mesh;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The changes that are missing in a stage, in the order in which they may be made. The first one is
 * the change to make; when the stage needs none and what it waits for is seen, it is applied.
 *
 * <p>Policies come last and no stage waits for them, once a Deployment is adopted: the mesh may
 * refuse one for as long as the spec has it, while requests must move.
 */
public final class Plan {
  private final Turn turn;
  private final List<DesiredObject> desired;
  private final List<Change> needed;
  private final List<Change> policies;
  private final Optional<Instant> tierKnownAt;
  private final Optional<Instant> policyTierKnownAt;
  private final boolean waitsForAdmission;

  private Plan(
      Turn turn,
      List<DesiredObject> desired,
      List<Change> needed,
      List<Change> policies,
      Optional<Instant> tierKnownAt,
      Optional<Instant> policyTierKnownAt,
      boolean waitsForAdmission) {
    this.turn = turn;
    this.desired = desired;
    this.needed = List.copyOf(needed);
    this.policies = List.copyOf(policies);
    this.tierKnownAt = tierKnownAt;
    this.policyTierKnownAt = policyTierKnownAt;
    this.waitsForAdmission = waitsForAdmission;
  }

  /** The plan of the turn's state. */
  public static Plan of(Turn turn, Mesh mesh) {
    Writes writes = turn.stage().writes();
    List<DesiredObject> desired = DesiredObjects.of(turn, mesh);
    if (turn.observed().isUnmanaged()) {
      // It is never applied: the stage's time begins when it is managed again.
      return nothing(turn, desired, true);
    }
    if (writes == Writes.NOTHING) {
      return nothing(turn, desired, false);
    }
    ChangePlanner planner =
        new ChangePlanner(
            turn, mesh, desired, turn.policy().securityOnDelete() == SecurityObjects.Remove);
    WorkloadPlanner workloads = new WorkloadPlanner(turn);
    List<Change> needed = new ArrayList<>();
    // A policy that is refused must not hold up what tells whether a release may start.
    List<Change> policies = new ArrayList<>(planner.retries());
    if (writes == Writes.NO_LABEL) {
      needed.addAll(workloads.deleteCanaries());
      needed.addAll(planner.needed());
      workloads.unmark().ifPresent(needed::add);
    } else if (writes.isRemoval()) {
      needed.addAll(planner.needed());
    } else {
      (turn.stage().in(Section.ADOPTION) ? needed : policies).addAll(workloads.mark());
      boolean back = turn.stage().goesBack();
      if (!back) {
        needed.addAll(workloads.pause());
      }
      needed.addAll(planner.needed());
      if (back) {
        needed.addAll(workloads.pause());
      }
      if (CanaryRetention.awaitsEndpointsUntil(turn).isEmpty()) {
        needed.addAll(workloads.canaries());
      }
      policies.addAll(workloads.disown());
      if (isBlockedByAdmissionAtMost(turn)) {
        policies.addAll(planner.policies());
      }
    }
    return new Plan(
        turn,
        desired,
        needed,
        policies,
        planner.tierKnownAt(),
        planner.policyTierKnownAt(),
        planner.waitsForAdmission());
  }

  private static Plan nothing(Turn turn, List<DesiredObject> desired, boolean waitsForAdmission) {
    return new Plan(
        turn, desired, List.of(), List.of(), Optional.empty(), Optional.empty(), waitsForAdmission);
  }

  /** Whether everything is in place and what the stage waits for, other than time, has come. */
  public boolean isApplied() {
    return needed.isEmpty()
        && tierKnownAt.isEmpty()
        && !waitsForAdmission
        && switch (turn.stage().until()) {
          case WRITTEN -> true;
          case CANARY_COMPLETE -> turn.canaryComplete();
          case STABLE_COMPLETE -> turn.stableComplete();
          case CANARY_GONE ->
              !hasReadyCanary() && CanaryRetention.awaitsEndpointsUntil(turn).isEmpty();
        };
  }

  /** Whether a canary other than the one that serves as the stable version has ready endpoints. */
  private boolean hasReadyCanary() {
    return turn.observed().workloads().endpoints().ofCanaries() > turn.stableCanaryEndpoints();
  }

  /** When the next change may be made, where it waits for proxies or endpoints. */
  public Optional<Instant> nextChangeAt() {
    return Stream.concat(tierKnownAt.stream(), policyTierKnownAt.stream())
        .filter(known -> known.isBefore(Instant.MAX))
        .min(Comparator.naturalOrder())
        .or(() -> CanaryRetention.awaitsEndpointsUntil(turn));
  }

  /** The first change that may be made: while a violation stands, only those to safety. */
  public Optional<Change> next() {
    return Stream.concat(needed.stream(), policies.stream()).filter(this::isAllowed).findFirst();
  }

  private boolean isAllowed(Change change) {
    return turn.violations().isEmpty()
        || goesOnBlocked()
        || (isBlockedByAdmissionAtMost(turn) && (startsNothing() || isSentAgain(change)));
  }

  /**
   * What admission makes of a write is known only when it is made again. While anything else is
   * wrong, the policies in force stay: what an invalid spec asks for is not known.
   */
  private static boolean isBlockedByAdmissionAtMost(Turn turn) {
    return turn.violations().stream()
        .allMatch(violation -> violation.reason() == Reason.ChangedByAdmission);
  }

  private boolean startsNothing() {
    return turn.stage().in(Section.ADOPTION) || turn.stage().in(Section.REST);
  }

  private boolean isSentAgain(Change change) {
    return change instanceof Change.Apply apply
        && turn.state()
            .altered(apply.target())
            .filter(altered -> altered.isSent(apply.object()))
            .isPresent();
  }

  private boolean goesOnBlocked() {
    return switch (turn.stage().blocked()) {
      case STOPS -> false;
      case GOES_ON -> true;
      case GOES_ON_IF_ENDING ->
          turn.state().release() != null && !turn.state().release().isEndingAs(Outcome.InProgress);
    };
  }

  /** The objects of the mesh as they should be, whether the stage writes them or not. */
  public List<DesiredObject> desired() {
    return desired;
  }

  /** Whether objects of a kind are desired, exist, and are stored as they were sent. */
  public boolean has(ResourceKind kind) {
    List<DesiredObject> wanted =
        desired.stream().filter(object -> object.key().kind().equals(kind)).toList();
    return !wanted.isEmpty()
        && wanted.stream().allMatch(object -> turn.observed().owned().get(object.key()).isPresent())
        && wanted.stream().noneMatch(object -> turn.state().altered(object.key()).isPresent());
  }
}
