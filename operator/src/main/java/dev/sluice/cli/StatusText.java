package dev.sluice.cli;

import dev.sluice.api.v1alpha1.CanaryRelease;
import dev.sluice.api.v1alpha1.CanaryReleaseStatus;
import dev.sluice.api.v1alpha1.Condition;
import dev.sluice.api.v1alpha1.HistoryEntry;
import dev.sluice.api.v1alpha1.MetricStatus;
import dev.sluice.api.v1alpha1.ReleaseStatus;
import java.util.List;
import java.util.Objects;

/** A CanaryRelease as people read it. */
final class StatusText {
  private static final int BAR = 40;

  private final StringBuilder text = new StringBuilder();

  private StatusText() {}

  static String of(CanaryRelease release) {
    StatusText text = new StatusText();
    text.line(
        "CanaryRelease",
        release.getMetadata().getNamespace() + "/" + release.getMetadata().getName());
    text.status(release.getStatus());
    return text.text.toString();
  }

  private void status(CanaryReleaseStatus status) {
    if (status == null || status.phase() == null) {
      line("Phase", "not seen by Sluice yet; is the operator running?");
      return;
    }
    line("Phase", status.phase() + ": " + status.message());
    if (status.stable() != null) {
      line(
          "Stable",
          "%s (revision %d, since %s)"
              .formatted(
                  status.stable().version(), status.stable().revision(), status.stable().since()));
    }
    if (status.release() != null) {
      release(status.release());
    }
    list(status.conditions()).forEach(this::condition);
    list(status.history()).forEach(this::past);
  }

  private void release(ReleaseStatus release) {
    String ended = release.finishedAt() == null ? "" : ", ended " + release.finishedAt();
    line(
        "Release",
        "%s (revision %d): %s, started %s%s"
            .formatted(
                release.version(),
                release.revision(),
                release.outcome(),
                release.startedAt(),
                ended));
    if (release.message() != null && !release.message().isEmpty()) {
      line("Reason", release.reason() + ": " + release.message());
    }
    if (release.step() != null) {
      int weight = Objects.requireNonNullElse(release.step().weight(), 0);
      line(
          "Step",
          "%s %s, since %s, waits for %s"
              .formatted(
                  release.step().progress(),
                  release.step().name(),
                  release.step().since(),
                  release.step().waitingFor()));
      int filled = Math.round(weight * BAR / 100f);
      line(
          "Users",
          "[%s%s] %d %% on the canary"
              .formatted("#".repeat(filled), "-".repeat(BAR - filled), weight));
    }
    list(release.metrics()).forEach(this::metric);
  }

  private void metric(MetricStatus metric) {
    line(
        "Metric " + metric.name(),
        "%s; failed/all canary %s, stable %s; %s"
            .formatted(metric.result(), metric.canary(), metric.stable(), metric.message()));
  }

  /** Only what somebody should know of: what is not as it is at rest. */
  private void condition(Condition condition) {
    boolean wrong =
        switch (condition.type()) {
          case "Accepted", "Programmed" -> !"True".equals(condition.status());
          case "MetricsAvailable", "MutualTLS" -> "False".equals(condition.status());
          case "Stalled" -> "True".equals(condition.status());
          default -> false;
        };
    if (wrong) {
      line(
          condition.type() + "=" + condition.status(),
          condition.reason() + (condition.message().isEmpty() ? "" : ": " + condition.message()));
    }
  }

  private void past(HistoryEntry entry) {
    line(
        "History",
        "revision %d %s %s (%s), %s to %s"
            .formatted(
                entry.revision(),
                entry.version(),
                entry.outcome(),
                entry.reason(),
                entry.startedAt(),
                entry.finishedAt()));
  }

  private void line(String label, String value) {
    text.append("%-18s %s%n".formatted(label + ":", value));
  }

  private static <T> List<T> list(List<T> list) {
    return list == null ? List.of() : list;
  }
}
