package dev.sluice.lifecycle;

import dev.sluice.analysis.Verdict.Result;
import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.spec.ReleasePolicy.Patience;
import dev.sluice.spec.ReleasePolicy.Then;
import dev.sluice.workload.DeploymentView;
import dev.sluice.workload.PodTemplates;
import java.util.Optional;

/** Why a release on its way forward must leave it. */
record RollbackChecks(ReleaseView sight) {
  /** Requests of the canary in a step without which it never goes on unproven. */
  private static final long ENOUGH = 100;

  /**
   * One reason.
   *
   * @param end how the release ends because of it
   */
  record Objection(Outcome end, String reason, String message) {}

  /** The most urgent reason: harm to users, then the pods, then the user's wish. */
  Optional<Objection> first(DeploymentView deployment) {
    return harm().or(this::unavailable).or(this::pods).or(() -> wish(deployment));
  }

  private Optional<Objection> harm() {
    return sight
        .verdict()
        .filter(verdict -> verdict.result() == Result.BAD)
        .map(bad -> new Objection(Outcome.RolledBack, bad.reason(), bad.message()));
  }

  private Optional<Objection> unavailable() {
    ReleaseState state = sight.state();
    return when(
        state.weight() > 0 && sight.seen().readyEndpoints(state.release().revision()) == 0,
        Outcome.RolledBack,
        "CanaryUnavailable",
        "no pod of the canary is ready any more");
  }

  private Optional<Objection> pods() {
    Optional<DeploymentView> canary = sight.canary();
    if (canary.isEmpty()) {
      return when(
          sight.state().stage() != Stage.STARTING,
          Outcome.Superseded,
          "CanaryDeleted",
          "the canary Deployment was deleted");
    }
    // With users on it, a canary that cannot grow is no failure of the version: it holds.
    return canary
        .get()
        .deadlineExceeded()
        .filter(late -> sight.state().weight() == 0)
        .map(late -> new Objection(Outcome.RolledBack, "CanaryNotReady", late));
  }

  private Optional<Objection> wish(DeploymentView deployment) {
    if (!sight.newer(deployment)) {
      return Optional.empty();
    }
    return Optional.of(
        sight.stableTemplate(deployment)
            ? withdrawn()
            : new Objection(
                Outcome.Superseded,
                "Superseded",
                "a newer template came: " + PodTemplates.version(deployment.template())));
  }

  static Objection withdrawn() {
    return new Objection(
        Outcome.Withdrawn, "Withdrawn", "the Deployment has its stable template again");
  }

  /** What the policy wants when it has waited for too long. */
  Then impatience(ReleaseState known) {
    if (known.unknown() == null
        || known.unknown() == Result.SUSPECT
        || known.unknown() == Result.UNPROVEN) {
      return inconclusive();
    }
    Patience patience =
        switch (known.unknown()) {
          case NO_DATA -> sight.policy().onNoData();
          case NO_TRAFFIC -> sight.policy().onNoTraffic();
          default -> null;
        };
    boolean over =
        patience != null && !sight.now().isBefore(known.unknownSince().plus(patience.after()));
    return over ? patience.then() : Then.HOLD;
  }

  /** Nothing is proven, neither fitness nor harm; with a hint of harm nobody goes on. */
  private Then inconclusive() {
    Patience patience = sight.policy().onInconclusive();
    boolean over = sight.toBeProven() && sight.waited(patience.after());
    boolean waits = sight.judged(Result.UNPROVEN) || sight.judged(Result.SUSPECT);
    if (!over || !waits) {
      return Then.HOLD;
    }
    boolean mayAdvance =
        sight.judged(Result.UNPROVEN)
            && sight.verdict().filter(v -> v.stepRequests() >= ENOUGH).isPresent();
    return patience.then() == Then.ADVANCE && !mayAdvance ? Then.HOLD : patience.then();
  }

  private static Optional<Objection> when(
      boolean holds, Outcome end, String reason, String message) {
    return holds ? Optional.of(new Objection(end, reason, message)) : Optional.empty();
  }
}
