package dev.sluice.lifecycle;

import dev.sluice.api.v1alpha1.HistoryEntry;
import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.common.Quantities;
import dev.sluice.messages.Reason;
import dev.sluice.messages.StatusMessages;
import dev.sluice.workload.DeploymentView;
import dev.sluice.workload.PodTemplates;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Two tools that take turns with the pod template start a release each round, whose evidence is
 * forgotten at its end: a bad version would get requests every time and never be judged.
 */
public final class TemplateFlapping {
  static final Duration WINDOW = Duration.ofMinutes(10);

  /**
   * Ends after which the same version can be released again at once, with nothing known of it. So
   * two more count: a Deployment that is scaled to 0 and back, and a canary Deployment that is
   * deleted. {@code DeploymentRecreated} does not: the version that ended is not what comes next,
   * and what Kubernetes rolled out is the stable version already. Nor do ends that are not made by
   * a change of the workload: the deletion of the CanaryRelease, a lost state, or an interrupted
   * promotion, whose version was verified.
   *
   * <p>A version that was rolled back counts against itself: by turns with the stable template it
   * comes again after each rollback. A newer version than it, which may be the fix, does not wait,
   * nor does one that a person rolled back.
   */
  private static final Set<String> COUNTED =
      Set.of(
          Reason.Withdrawn.name(),
          Reason.Superseded.name(),
          Reason.ScaledToZero.name(),
          Reason.CanaryDeleted.name());

  private TemplateFlapping() {}

  /** When the next release may start; empty if it may now. */
  static Optional<Instant> until(Turn turn) {
    return earlier(turn).map(first -> Instant.parse(first.finishedAt()).plus(WINDOW));
  }

  /**
   * Why the Deployment's template is not released yet, and when it is. Kubernetes records one
   * manager for each field, the last one: a manager that lost every field of the template to
   * another is not named.
   */
  public static String message(Turn turn, Instant until) {
    DeploymentView deployment = turn.deployment().orElseThrow();
    List<String> managers =
        earlier(turn)
            .map(first -> deployment.templateManagers(Instant.parse(first.startedAt())))
            .orElse(List.of());
    return StatusMessages.templateFlapping(
        Quantities.text(WINDOW),
        PodTemplates.version(deployment.template()),
        Quantities.text(until),
        managers);
  }

  /** The first of the two newest releases that count, if both ended within the window. */
  private static Optional<HistoryEntry> earlier(Turn turn) {
    String version = PodTemplates.version(turn.deployment().orElseThrow().template());
    List<HistoryEntry> recent =
        turn.state().history().stream()
            .filter(ended -> counts(ended, version))
            .filter(ended -> turn.now().isBefore(Instant.parse(ended.finishedAt()).plus(WINDOW)))
            .limit(2)
            .toList();
    return recent.size() < 2 ? Optional.empty() : Optional.of(recent.get(1));
  }

  private static boolean counts(HistoryEntry ended, String version) {
    boolean rejected =
        ended.outcome() == Outcome.RolledBack
            && !ended.reason().equals(Reason.RolledBackByAction.name());
    return COUNTED.contains(ended.reason()) || (rejected && version.equals(ended.version()));
  }
}
