package dev.sluice.status;

import dev.sluice.analysis.Verdict.Result;
import dev.sluice.api.v1alpha1.Condition;
import dev.sluice.api.v1alpha1.Phase;
import dev.sluice.common.Quantities;
import dev.sluice.lifecycle.Baselines;
import dev.sluice.lifecycle.Bypasses;
import dev.sluice.lifecycle.Release;
import dev.sluice.lifecycle.StageColumn.Section;
import dev.sluice.lifecycle.Turn;
import dev.sluice.messages.AdmissionMessages;
import dev.sluice.messages.Reason;
import dev.sluice.messages.StatusMessages;
import dev.sluice.workload.DeploymentView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The nine conditions, all always present.
 *
 * <table>
 * <caption>Truth table</caption>
 * <tr><th>phase</th><th>Ready</th><th>Reconciling</th><th>Stalled</th></tr>
 * <tr><td>Stable</td><td>True</td><td>False</td><td>False</td></tr>
 * <tr><td>Pending, Releasing, Held, Waiting, Paused, Promoting, RollingBack, Recovering, Terminating</td>
 *     <td>Unknown</td><td>True</td><td>False</td></tr>
 * <tr><td>any, with an unmanaged Deployment</td>
 *     <td>Unknown</td><td>True</td><td>False</td></tr>
 * <tr><td>RolledBack, Blocked, anything held past its limit, anything while decisions fail</td>
 *     <td>False</td><td>False</td><td>True</td></tr>
 * </table>
 */
final class Conditions {
  private static final int LONGEST_MESSAGE = 4096;
  private static final List<String> TYPES =
      List.of(
          "Accepted",
          "Programmed",
          "Isolated",
          "MetricsAvailable",
          "MutualTLS",
          "Ready",
          "Reconciling",
          "Stalled",
          "Finished");

  private final Turn turn;
  private final Phase phase;
  private final boolean stalled;
  private final String headline;
  private final MutualTlsCondition mutualTls;
  private final List<Condition> recorded;
  private final List<Condition> all = new ArrayList<>();

  private Conditions(
      Turn turn,
      Phase phase,
      String headline,
      MutualTlsCondition mutualTls,
      List<Condition> recorded) {
    this.turn = turn;
    this.phase = phase;
    this.stalled = Phases.isStalled(turn, phase);
    this.headline = headline;
    this.mutualTls = mutualTls;
    this.recorded = recorded;
  }

  /**
   * All conditions; the time of transition is kept where the status stays the same.
   *
   * @param headline {@code status.message}
   * @param mutualTls what the condition MutualTLS says
   * @param recorded as last recorded, null when there are none
   */
  static List<Condition> of(
      Turn turn,
      Phase phase,
      String headline,
      MutualTlsCondition mutualTls,
      List<Condition> recorded) {
    Conditions conditions =
        new Conditions(turn, phase, headline, mutualTls, recorded == null ? List.of() : recorded);
    conditions.accepted();
    conditions.programmed();
    conditions.isolated();
    conditions.metricsAvailable();
    conditions.mutualTls();
    conditions.readiness();
    conditions.finished();
    return List.copyOf(conditions.all);
  }

  /** All conditions while decisions fail: those that a decision makes stay as they were. */
  static List<Condition> ofFailedDecision(
      List<Condition> recorded, long generation, String message, Instant now) {
    Map<String, String> changed =
        Map.of("Ready", "False", "Reconciling", "False", "Stalled", "True");
    return TYPES.stream()
        .map(
            type -> {
              Optional<Condition> there =
                  recorded.stream().filter(condition -> condition.type().equals(type)).findFirst();
              String status = changed.get(type);
              if (status == null && there.isPresent()) {
                return there.get();
              }
              String value = status == null ? "Unknown" : status;
              return new Condition(
                  type,
                  value,
                  generation,
                  there
                      .filter(condition -> condition.status().equals(value))
                      .map(Condition::lastTransitionTime)
                      .orElseGet(() -> Quantities.text(now)),
                  Reason.DecisionFailed.name(),
                  "True".equals(status) ? bounded(message) : "");
            })
        .toList();
  }

  private void accepted() {
    if (!turn.violations().isEmpty()) {
      add("Accepted", "False", turn.violations().get(0).reason(), Headline.violations(turn));
    } else if (turn.isBypassed()) {
      add("Accepted", "False", Reason.BypassRoute, Bypasses.describe(turn.bypasses(), false));
    } else {
      add("Accepted", "True", Reason.Accepted, "");
    }
  }

  /** The paths stand in Accepted, unless the spec accepts them. */
  private void isolated() {
    if (turn.bypasses().isEmpty()) {
      boolean surplus =
          turn.verdict().filter(v -> v.result() == Result.TRAFFIC_SURPLUS).isPresent();
      add(
          "Isolated",
          surplus ? "False" : "True",
          surplus ? Reason.TrafficSurplus : Reason.Isolated,
          "");
    } else if (turn.isBypassed()) {
      add("Isolated", "False", Reason.BypassRoute, "");
    } else {
      add("Isolated", "False", Reason.BypassAccepted, Bypasses.describe(turn.bypasses(), true));
    }
  }

  private void programmed() {
    boolean adopted = !turn.stage().in(Section.ADOPTION) && !turn.stage().in(Section.REMOVAL);
    if (!turn.observed().writeProblem().isEmpty()) {
      add("Programmed", "False", Reason.WriteRejected, turn.observed().writeProblem());
    } else if (!turn.state().altered().isEmpty()) {
      add("Programmed", "False", Reason.ChangedByAdmission, changedByAdmission());
    } else {
      add(
          "Programmed",
          adopted ? "True" : "False",
          adopted ? Reason.Programmed : Reason.NotAdopted,
          "");
    }
  }

  private String changedByAdmission() {
    return turn.state().altered().stream()
        .map(
            object ->
                AdmissionMessages.changed(object.object(), object.fields())
                    + (object.movesRequests() ? "" : AdmissionMessages.accepted()))
        .collect(Collectors.joining(". "));
  }

  private void metricsAvailable() {
    boolean noData = turn.state().hold() != null && turn.state().hold().cause() == Result.NO_DATA;
    Optional<String> problem = noData ? Optional.empty() : Baselines.problem(turn.observed());
    if (noData) {
      add("MetricsAvailable", "False", Reason.NoData, "");
    } else if (problem.isPresent()) {
      add("MetricsAvailable", "False", Reason.NoBaseline, problem.get());
    } else if (turn.verdict().isEmpty()) {
      add("MetricsAvailable", "Unknown", Reason.NoAnalysis, "");
    } else {
      add("MetricsAvailable", "True", Reason.Available, Baselines.counting(turn.observed()));
    }
  }

  private void mutualTls() {
    add("MutualTLS", mutualTls.status(), mutualTls.reason(), mutualTls.message());
  }

  private void readiness() {
    if (turn.observed().isUnmanaged()) {
      add("Ready", "Unknown", Reason.Unmanaged, headline);
      add("Reconciling", "True", Reason.Unmanaged, "");
      add("Stalled", "False", Reason.Unmanaged, "");
      return;
    }
    boolean stable = phase == Phase.Stable;
    Reason reason = reason();
    add("Ready", stable ? "True" : stalled ? "False" : "Unknown", reason, "");
    add("Reconciling", stable || stalled ? "False" : "True", reason, "");
    add("Stalled", stalled ? "True" : "False", reason, stalled ? stalledMessage() : "");
  }

  private Reason reason() {
    if (phase == Phase.Pending && turn.stage().in(Section.REST)) {
      return turn.isRolloutInterrupted() ? Reason.RolloutInterrupted : Reason.Pending;
    }
    return phase == Phase.Waiting ? Reason.TemplateFlapping : Reason.valueOf(phase.name());
  }

  /** The text stands where its cause is: in Accepted, where that is what stalls the release. */
  private String stalledMessage() {
    return phase == Phase.Blocked ? StatusMessages.seeAccepted() : headline;
  }

  private void finished() {
    Release release = turn.state().release();
    if (isTemplateWaiting()) {
      // The end of the release before says nothing about what is asked for now.
      add("Finished", "False", reason(), "");
    } else if (release == null) {
      add("Finished", "False", Reason.NoRelease, "");
    } else if (!release.isFinished()) {
      add("Finished", "False", Reason.InProgress, "");
    } else {
      add("Finished", "True", Reason.valueOf(release.outcome().name()), "");
    }
  }

  private boolean isTemplateWaiting() {
    return turn.stage().in(Section.REST)
        && turn.deployment()
            .filter(DeploymentView::paused)
            .filter(users -> !turn.asksForStable(users) && !turn.asksForRejected(users))
            .isPresent();
  }

  private void add(String type, String status, Reason reason, String message) {
    all.add(
        new Condition(
            type,
            status,
            turn.observed().self().generation(),
            since(type, status),
            reason.name(),
            bounded(message)));
  }

  private String since(String type, String status) {
    for (Condition old : recorded) {
      if (type.equals(old.type()) && status.equals(old.status())) {
        return old.lastTransitionTime();
      }
    }
    return Quantities.text(turn.now());
  }

  private static String bounded(String text) {
    return text.length() <= LONGEST_MESSAGE ? text : text.substring(0, LONGEST_MESSAGE - 3) + "...";
  }
}
