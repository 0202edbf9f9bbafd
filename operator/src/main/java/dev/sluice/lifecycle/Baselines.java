package dev.sluice.lifecycle;

import dev.sluice.analysis.MetricsSnapshot;
import dev.sluice.analysis.RequestCounts;
import dev.sluice.messages.StatusMessages;
import java.util.List;
import java.util.Optional;

/** What is known of the stable version before a release. */
public final class Baselines {
  private Baselines() {}

  /** Its requests in the half hour before; absent while they are not known. */
  static Optional<List<RequestCounts>> history(Observation observed) {
    return observed.metrics().flatMap(MetricsSnapshot::history);
  }

  /** Why nothing is known of the newest requests. */
  public static String missing(Observation observed) {
    return observed
        .metrics()
        .map(MetricsSnapshot::missing)
        .filter(why -> !why.isEmpty())
        .orElse(StatusMessages.notQueriedYet());
  }

  /** What cannot be compared, and what to do about it. */
  public static Optional<String> problem(Observation observed) {
    Optional<List<RequestCounts>> history = history(observed);
    boolean quiet =
        history.isPresent() && history.get().stream().allMatch(counts -> counts.requests() == 0);
    if (quiet) {
      return Optional.of(StatusMessages.noBaselineTraffic());
    }
    return observed
        .metrics()
        .map(metrics -> String.join("; ", metrics.failing().values()))
        .filter(why -> !why.isEmpty());
  }
}
