package dev.sluice.lifecycle;

import dev.sluice.analysis.MetricKind;
import dev.sluice.analysis.MetricsSnapshot;
import dev.sluice.analysis.MissingData;
import dev.sluice.analysis.Reporter;
import dev.sluice.analysis.RequestCounts;
import dev.sluice.api.v1alpha1.BypassPolicy;
import dev.sluice.messages.StatusMessages;
import dev.sluice.spec.ReleasePolicy;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What is known of the stable version before a release. */
public final class Baselines {
  private Baselines() {}

  /** Its requests in the half hour before; absent while they are not known. */
  static Optional<List<RequestCounts>> history(Observation observed) {
    return observed.metrics().flatMap(MetricsSnapshot::history);
  }

  /** Whether enough is known of it for a canary to get requests. */
  static boolean isKnown(Observation observed, ReleasePolicy policy) {
    return history(observed).isPresent() && missingDurations(observed, policy).isEmpty();
  }

  /** Why requests cannot be judged; empty if they can. */
  static Optional<MissingData> missingData(Observation observed, ReleasePolicy policy) {
    return observed
        .metrics()
        .flatMap(MetricsSnapshot::missingData)
        .filter(missing -> !isAccepted(missing, policy))
        .or(() -> missingDurations(observed, policy));
  }

  private static boolean isAccepted(MissingData missing, ReleasePolicy policy) {
    return missing.isBypass() && policy.bypass() == BypassPolicy.Accept;
  }

  /** Whether the canary's pods would get requests past the route as soon as they are ready. */
  static boolean areUnrouted(Observation observed, ReleasePolicy policy) {
    return policy.bypass() == BypassPolicy.Reject
        && observed
            .metrics()
            .flatMap(MetricsSnapshot::missingData)
            .filter(MissingData::isUnrouted)
            .isPresent();
  }

  /** Why the newest requests are not known. */
  public static String missing(Observation observed, ReleasePolicy policy) {
    return missingData(observed, policy).orElseGet(MissingData.NotQueried::new).describe();
  }

  /** Why latency that the policy enforces cannot be measured; empty if it can, or need not be. */
  static Optional<MissingData> missingDurations(Observation observed, ReleasePolicy policy) {
    return observed
        .metrics()
        .flatMap(metrics -> metrics.counting().missingDurations())
        .filter(missing -> policy.analysis().enforces(MetricKind.LATENCY));
  }

  /** What cannot be compared, and what to do about it. */
  public static Optional<String> problem(Observation observed) {
    Optional<List<RequestCounts>> history = history(observed);
    boolean quiet =
        history.isPresent() && history.get().stream().allMatch(counts -> counts.requests() == 0);
    if (quiet) {
      return Optional.of(StatusMessages.noBaselineTraffic() + leftOut(observed));
    }
    return observed.metrics().map(Baselines::failingQueries).filter(why -> !why.isEmpty());
  }

  /** Sorted by metric: the order must not change the text from one process to the next. */
  private static String failingQueries(MetricsSnapshot metrics) {
    return new TreeMap<>(metrics.failingQueries())
        .values().stream().map(MissingData::describe).collect(Collectors.joining("; "));
  }

  /** Whose proxies count the requests, and what should be changed; empty if that is not known. */
  public static String counting(Observation observed) {
    return observed
        .metrics()
        .map(MetricsSnapshot::counting)
        .map(
            counting ->
                countedBy(counting.reporter())
                    + leftOut(observed)
                    + counting.warning().map(warning -> ". " + warning.describe()).orElse(""))
        .orElse("");
  }

  private static String leftOut(Observation observed) {
    Set<String> workloads = observed.surroundings().subsetUsers().apart();
    return workloads.isEmpty()
        ? ""
        : StatusMessages.leftOut(workloads.stream().sorted().collect(Collectors.joining(", ")));
  }

  private static String countedBy(Reporter reporter) {
    return switch (reporter) {
      case SOURCE -> StatusMessages.countedByCallers();
      case DESTINATION -> StatusMessages.countedByOwnPods();
      case WAYPOINT -> StatusMessages.countedByWaypoint();
    };
  }
}
