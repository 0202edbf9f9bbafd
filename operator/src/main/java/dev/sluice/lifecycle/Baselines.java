package dev.sluice.lifecycle;

import dev.sluice.analysis.MetricsSnapshot;
import dev.sluice.analysis.MissingData;
import dev.sluice.analysis.RequestCounts;
import dev.sluice.messages.StatusMessages;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What is known of the stable version before a release. */
public final class Baselines {
  private Baselines() {}

  /** Its requests in the half hour before; absent while they are not known. */
  static Optional<List<RequestCounts>> history(Observation observed) {
    return observed.metrics().flatMap(MetricsSnapshot::history);
  }

  /** Why the newest requests are not known. */
  public static String missing(Observation observed) {
    return observed
        .metrics()
        .flatMap(MetricsSnapshot::missingData)
        .orElseGet(MissingData.NotQueried::new)
        .describe();
  }

  /** What cannot be compared, and what to do about it. */
  public static Optional<String> problem(Observation observed) {
    Optional<List<RequestCounts>> history = history(observed);
    boolean quiet =
        history.isPresent() && history.get().stream().allMatch(counts -> counts.requests() == 0);
    if (quiet) {
      return Optional.of(StatusMessages.noBaselineTraffic());
    }
    return observed.metrics().map(Baselines::failingQueries).filter(why -> !why.isEmpty());
  }

  /** Sorted by metric: the order must not change the text from one process to the next. */
  private static String failingQueries(MetricsSnapshot metrics) {
    return new TreeMap<>(metrics.failingQueries())
        .values().stream().map(MissingData::describe).collect(Collectors.joining("; "));
  }
}
