package dev.sluice.cli;

import dev.sluice.api.v1alpha1.ActionStatus;
import dev.sluice.api.v1alpha1.CanaryRelease;
import dev.sluice.api.v1alpha1.CanaryReleaseStatus;
import dev.sluice.api.v1alpha1.Condition;
import dev.sluice.api.v1alpha1.HistoryEntry;
import dev.sluice.api.v1alpha1.MetricStatus;
import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.api.v1alpha1.ReleaseStatus;
import dev.sluice.api.v1alpha1.StepStatus;
import dev.sluice.common.Quantities;
import dev.sluice.spec.PolicyReader;
import dev.sluice.spec.ReleaseStep;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Renders a CanaryRelease for {@code sluice status}. Each sentence is printed once. */
final class StatusText {
  private static final String ROW = "  %-14s %-14s %12s %14s %10s";

  private final StringBuilder text = new StringBuilder();
  private final List<String> printed = new ArrayList<>();
  private final Instant now;

  private StatusText(Instant now) {
    this.now = now;
  }

  /**
   * The text, with a line break at its end.
   *
   * @param now for durations such as "started 3m12s ago"
   */
  static String of(CanaryRelease release, Instant now) {
    StatusText text = new StatusText(now);
    text.render(release);
    return text.text.toString();
  }

  private void render(CanaryRelease object) {
    String name = object.getMetadata().getNamespace() + "/" + object.getMetadata().getName();
    CanaryReleaseStatus status = object.getStatus();
    if (status == null || status.phase() == null) {
      line(name + "   not observed yet; check that the operator is running");
      return;
    }
    ReleaseStatus release = status.release();
    boolean inProgress = release != null && release.outcome() == Outcome.InProgress;
    line(name + "   " + status.phase() + versions(status, inProgress));
    line("");
    sentence("  ", status.message());
    if (inProgress && release.step() != null) {
      steps(object, release.step());
    } else if (release != null) {
      last(release);
    }
    if (release != null && inProgress) {
      sentence("  ", release.message());
    }
    actions(release == null ? List.of() : list(release.actions()));
    metrics(release == null ? List.of() : list(release.metrics()));
    conditions(list(status.conditions()));
    history(list(status.history()));
  }

  private String versions(CanaryReleaseStatus status, boolean inProgress) {
    String stable = status.stable() == null ? "" : "   " + status.stable().version();
    if (!inProgress) {
      return status.stable() == null || status.stable().since() == null
          ? stable
          : stable + " since " + status.stable().since();
    }
    return "%s -> %s (revision %d)   started %s ago"
        .formatted(
            stable,
            status.release().version(),
            status.release().revision(),
            age(status.release().startedAt()));
  }

  /** The steps of the spec, with the current one marked. */
  private void steps(CanaryRelease object, StepStatus current) {
    List<ReleaseStep> steps = PolicyReader.read(object.getSpec()).policy().steps();
    line("");
    for (int i = 0; i < steps.size(); i++) {
      ReleaseStep step = steps.get(i);
      int order = Integer.compare(i + 1, Objects.requireNonNullElse(current.index(), 0));
      String progress =
          order < 0
              ? "passed"
              : order > 0
                  ? ""
                  : "%s of at least %s, waiting for %s"
                      .formatted(
                          age(current.since()),
                          Quantities.text(step.minimum()),
                          current.waitingFor());
      line(
          "%s %-20s %s"
              .formatted(
                  order == 0 ? ">" : " ", step.name() + " " + step.weight() + "%", progress));
    }
  }

  private void last(ReleaseStatus release) {
    line("");
    line(
        "  Last release   %s (revision %d)   %s (%s)   %s to %s"
            .formatted(
                release.version(),
                release.revision(),
                release.outcome(),
                release.reason(),
                release.startedAt(),
                release.finishedAt()));
    sentence("                 ", release.message());
  }

  private void actions(List<ActionStatus> actions) {
    for (ActionStatus action : actions) {
      String by = action.by() == null ? "" : " by " + action.by();
      line("  Action         %s%s   %s ago".formatted(action.action(), by, age(action.at())));
    }
  }

  private void metrics(List<MetricStatus> metrics) {
    if (metrics.isEmpty()) {
      return;
    }
    line("");
    line(ROW.formatted("metric", "result", "canary", "stable", "evidence"));
    for (MetricStatus metric : metrics) {
      line(
          ROW.formatted(
              metric.name(),
              metric.result(),
              text(metric.canary()),
              text(metric.stable()),
              metric.evidence() == null ? "" : metric.evidence() + ":1"));
      sentence("                 ", metric.message());
    }
  }

  /** Only conditions that differ from their status at rest. */
  private void conditions(List<Condition> conditions) {
    List<Condition> unusual = conditions.stream().filter(StatusText::isUnusual).toList();
    line("");
    if (unusual.isEmpty()) {
      line("  Conditions     all as expected");
    }
    String label = "Conditions";
    for (Condition condition : unusual) {
      line(
          "  %-14s %s=%s   %s"
              .formatted(label, condition.type(), condition.status(), condition.reason()));
      sentence("                 ", condition.message());
      label = "";
    }
  }

  private static boolean isUnusual(Condition condition) {
    return switch (condition.type()) {
      case "Accepted", "Programmed" -> !"True".equals(condition.status());
      case "MetricsAvailable", "MutualTLS" -> "False".equals(condition.status());
      case "Stalled" -> "True".equals(condition.status());
      default -> false;
    };
  }

  private void history(List<HistoryEntry> history) {
    String label = "History";
    for (HistoryEntry entry : history) {
      line(
          "  %-14s %s (revision %d)   %s (%s)   %s to %s"
              .formatted(
                  label,
                  entry.version(),
                  entry.revision(),
                  entry.outcome(),
                  entry.reason(),
                  entry.startedAt(),
                  entry.finishedAt()));
      label = "";
    }
  }

  /** Adds a sentence, unless it is absent or part of one that was printed. */
  private void sentence(String indent, String sentence) {
    if (sentence != null
        && !sentence.isEmpty()
        && printed.stream().noneMatch(earlier -> earlier.contains(sentence))) {
      printed.add(sentence);
      line(indent + sentence);
    }
  }

  private String age(String time) {
    try {
      Duration age = Duration.between(Instant.parse(text(time)), now);
      return Quantities.text(age.isNegative() ? Duration.ZERO : age);
    } catch (DateTimeException e) {
      return "?";
    }
  }

  private void line(String line) {
    text.append(line.stripTrailing()).append(System.lineSeparator());
  }

  private static String text(String value) {
    return value == null ? "" : value;
  }

  private static <T> List<T> list(List<T> list) {
    return list == null ? List.of() : list;
  }
}
