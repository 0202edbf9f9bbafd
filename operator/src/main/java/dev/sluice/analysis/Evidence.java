package dev.sluice.analysis;

import dev.sluice.analysis.evidence.LatencyBound;
import dev.sluice.analysis.evidence.TrafficShareProcess;
import dev.sluice.analysis.evidence.TrafficShareState;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * All that was learned about one candidate; what is learned next depends on nothing else. It is
 * recorded as JSON under the names of its components: see {@link EvidenceSchema1} before renaming
 * one.
 *
 * @param time end of the last interval of the sampling grid that was learned from, in seconds since
 *     1970
 * @param startedAt when the candidate got its first requests, in seconds since 1970
 * @param reporter whose proxies count, in the whole trial
 * @param weightJustRaised whether the weight rose and no interval was learned from since
 * @param stepIntervals intervals since the weight changed
 * @param stepRequests the candidate's requests since the weight changed
 * @param stepAnswered those of them whose caller waited for the answer; 0 where it was recorded
 *     before it was counted
 * @param lastTraffic end of the last interval in which the candidate had requests
 * @param recentTotals requests of both versions in each of the last intervals, newest last
 * @param trafficShare whether the candidate gets its share of the requests
 * @param trafficSurplus whether it gets more than its share
 * @param unattributed requests that failed before a pod was chosen
 * @param metrics what each metric has shown
 */
public record Evidence(
    long time,
    long startedAt,
    Reporter reporter,
    boolean weightJustRaised,
    int stepIntervals,
    long stepRequests,
    long stepAnswered,
    long lastTraffic,
    List<Long> recentTotals,
    TrafficShareState trafficShare,
    TrafficSurplus trafficSurplus,
    UnattributedFailures unattributed,
    List<MetricEvidence> metrics) {

  /** Counted by the callers where it was recorded before the reporter was. */
  public Evidence {
    trafficSurplus = trafficSurplus == null ? TrafficSurplus.UNKNOWN : trafficSurplus;
    unattributed = unattributed == null ? UnattributedFailures.NONE : unattributed;
    reporter = reporter == null ? Reporter.SOURCE : reporter;
    recentTotals = List.copyOf(recentTotals);
    metrics = List.copyOf(metrics);
  }

  /**
   * After a change of the weight: what must be verified is new, the evidence of harm stays.
   *
   * @param raised whether it rose from a weight above 0
   */
  public Evidence atNewWeight(boolean raised) {
    return new Evidence(
        time,
        startedAt,
        reporter,
        raised,
        0,
        0,
        0,
        lastTraffic,
        recentTotals,
        new TrafficShareProcess().begin(),
        trafficSurplus.atNewWeight(),
        unattributed.atNewWeight(),
        metrics.stream().map(MetricEvidence::atNewWeight).toList());
  }

  /**
   * After a time in which the exposure was not the one of the step: nothing of it is learned, what
   * must be verified is new, and the evidence of harm stays.
   *
   * @param now in seconds since 1970
   */
  public Evidence skippingTo(long now) {
    Evidence fresh = atNewWeight(true);
    return new Evidence(
        Math.max(time, now),
        startedAt,
        reporter,
        fresh.weightJustRaised,
        0,
        0,
        0,
        Math.max(lastTraffic, now),
        recentTotals,
        fresh.trafficShare,
        fresh.trafficSurplus,
        fresh.unattributed,
        fresh.metrics);
  }

  /** The same evidence, with what of the requests fails before a pod is chosen at present. */
  public Evidence unattributed(UnattributedFailures present) {
    return with(present, metrics);
  }

  /** The bounds by which durations are compared, in milliseconds. */
  public Set<Double> bounds() {
    Set<Double> bounds = new TreeSet<>();
    for (MetricEvidence metric : metrics) {
      metric.comparisons().forEach(comparison -> bounds.add(comparison.millis()));
      metric.limited().ifPresent(limit -> bounds.add(limit.millis()));
    }
    bounds.remove(LatencyBound.NONE);
    return bounds;
  }

  /** The same evidence with candidate and baseline in each other's role. */
  public Evidence swapRoles() {
    return with(unattributed, metrics.stream().map(MetricEvidence::swapRoles).toList());
  }

  private Evidence with(UnattributedFailures newUnattributed, List<MetricEvidence> newMetrics) {
    return new Evidence(
        time,
        startedAt,
        reporter,
        weightJustRaised,
        stepIntervals,
        stepRequests,
        stepAnswered,
        lastTraffic,
        recentTotals,
        trafficShare,
        trafficSurplus,
        newUnattributed,
        newMetrics);
  }
}
