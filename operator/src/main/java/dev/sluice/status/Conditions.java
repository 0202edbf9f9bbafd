package dev.sluice.status;

import dev.sluice.analysis.Verdict;
import dev.sluice.api.v1alpha1.Condition;
import dev.sluice.api.v1alpha1.MtlsMode;
import dev.sluice.api.v1alpha1.Phase;
import dev.sluice.common.Quantities;
import dev.sluice.lifecycle.Observation;
import dev.sluice.lifecycle.Release;
import dev.sluice.lifecycle.ReleaseState;
import dev.sluice.lifecycle.ReleaseView;
import dev.sluice.spec.ReleasePolicy;
import dev.sluice.spec.Violation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The eight conditions, all always present.
 *
 * <table>
 * <caption>Truth table</caption>
 * <tr><th>phase</th><th>Ready</th><th>Reconciling</th><th>Stalled</th></tr>
 * <tr><td>Stable</td><td>True</td><td>False</td><td>False</td></tr>
 * <tr><td>Pending, Releasing, Held, Paused, Promoting, RollingBack, Recovering, Terminating</td>
 *     <td>Unknown</td><td>True</td><td>False</td></tr>
 * <tr><td>RolledBack, Blocked, anything held past its limit</td>
 *     <td>False</td><td>False</td><td>True</td></tr>
 * </table>
 */
final class Conditions {
  private final Observation seen;
  private final ReleasePolicy policy;
  private final ReleaseState state;
  private final Optional<Verdict> verdict;
  private final List<Violation> refusals;
  private final Phase phase;
  private final boolean stalled;
  private final String message;
  private final Instant now;
  private final List<Condition> all = new ArrayList<>();

  Conditions(
      Observation seen,
      ReleasePolicy policy,
      ReleaseState state,
      Optional<Verdict> verdict,
      List<Violation> refusals,
      Phase phase,
      boolean stalled,
      String message,
      Instant now) {
    this.seen = seen;
    this.policy = policy;
    this.state = state;
    this.verdict = verdict;
    this.refusals = refusals;
    this.phase = phase;
    this.stalled = stalled;
    this.message = message;
    this.now = now;
  }

  /**
   * All conditions; the time of transition is kept where the status stays the same.
   *
   * @param recorded as last recorded, may be null
   */
  List<Condition> all(List<Condition> recorded) {
    List<Condition> before = recorded == null ? List.of() : recorded;
    accepted(before);
    programmed(before);
    metrics(before);
    mutualTls(before);
    boolean stable = phase == Phase.Stable;
    String doing = phase.name();
    String why = stalled ? message : "";
    add(before, "Ready", stable ? "True" : stalled ? "False" : "Unknown", doing, why);
    add(before, "Reconciling", stable || stalled ? "False" : "True", doing, "");
    add(before, "Stalled", stalled ? "True" : "False", doing, why);
    finished(before);
    return List.copyOf(all);
  }

  private void accepted(List<Condition> before) {
    if (refusals.isEmpty()) {
      add(before, "Accepted", "True", "Accepted", "");
    } else {
      String text = String.join("; ", refusals.stream().map(Violation::toString).toList());
      add(before, "Accepted", "False", refusals.get(0).reason(), text);
    }
  }

  private void programmed(List<Condition> before) {
    if (!seen.writeProblem().isEmpty()) {
      add(before, "Programmed", "False", "WriteRefused", seen.writeProblem());
    } else if (state.stage().adopting() || state.stage().leaving()) {
      add(before, "Programmed", "False", "NotAdopted", "");
    } else {
      add(before, "Programmed", "True", "Programmed", "");
    }
  }

  private void metrics(List<Condition> before) {
    Optional<String> problem =
        state.unknown() == Verdict.Result.NO_DATA || seen.samples().isEmpty()
            ? Optional.empty()
            : new ReleaseView(seen, policy, state, verdict, now).baselineProblem();
    if (state.unknown() == Verdict.Result.NO_DATA) {
      String why = verdict.map(Verdict::message).orElse("");
      add(before, "MetricsAvailable", "False", "NoData", why.isEmpty() ? message : why);
    } else if (problem.isPresent()) {
      add(before, "MetricsAvailable", "False", "NoBaseline", problem.get());
    } else if (verdict.isEmpty()) {
      add(before, "MetricsAvailable", "Unknown", "NothingOnTrial", "");
    } else {
      add(before, "MetricsAvailable", "True", "Answering", "");
    }
  }

  private void mutualTls(List<Condition> before) {
    MtlsMode mode = policy == null ? null : policy.mtls().orElse(null);
    boolean there = seen.peerAuthentication().isPresent() && refusals.isEmpty();
    if (mode == null) {
      add(before, "MutualTLS", "Unknown", "NotManaged", "");
    } else if (!there) {
      add(before, "MutualTLS", "False", "NotProgrammed", "");
    } else {
      add(before, "MutualTLS", mode == MtlsMode.Strict ? "True" : "False", mode.name(), "");
    }
  }

  private void finished(List<Condition> before) {
    Release release = state.release();
    if (release == null) {
      add(before, "Finished", "False", "NoRelease", "");
    } else if (!release.finished()) {
      add(before, "Finished", "False", "InProgress", "");
    } else {
      add(before, "Finished", "True", release.outcome().name(), release.message());
    }
  }

  private void add(List<Condition> before, String type, String status, String reason, String text) {
    String since = null;
    for (Condition old : before) {
      if (type.equals(old.type()) && status.equals(old.status())) {
        since = old.lastTransitionTime();
      }
    }
    if (since == null) {
      since = Quantities.text(now);
    }
    all.add(new Condition(type, status, seen.self().generation(), since, reason, bounded(text)));
  }

  /** Longest message that the API takes. */
  private static String bounded(String text) {
    return text.length() <= 4096 ? text : text.substring(0, 4093) + "...";
  }

  /** {@code NO_TRAFFIC} as {@code NoTraffic}. */
  static String camel(String constant) {
    StringBuilder text = new StringBuilder();
    boolean first = true;
    for (int i = 0; i < constant.length(); i++) {
      char letter = constant.charAt(i);
      if (letter != '_') {
        text.append(first ? letter : Character.toLowerCase(letter));
      }
      first = letter == '_';
    }
    return text.toString();
  }
}
