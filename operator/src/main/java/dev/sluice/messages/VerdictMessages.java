package dev.sluice.messages;

import dev.sluice.messages.Numbers.LazyCount;
import dev.sluice.messages.Numbers.LazyDecimal;
import dev.sluice.messages.Numbers.LazyOdds;
import dev.sluice.messages.Numbers.LazyPercent;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The messages of a verdict on a version and of each metric's finding. Shares are 0 to 1; evidence
 * is given as its natural logarithm.
 *
 * @param candidate the name of the version that is analyzed, such as {@code canary}
 * @param baseline the name of the version that it is compared with, such as {@code stable}
 */
public record VerdictMessages(String candidate, String baseline) {

  // Findings

  /** For example {@code canary failed 7/18 requests, stable 0/977}. */
  public LazyMessage errors(
      long failed, long requests, long baselineFailed, long baselineRequests) {
    return counted(
        LazyMessage.of("%s failed", candidate),
        LazyMessage.of("%s", baseline),
        new Shares(failed, requests, baselineFailed, baselineRequests));
  }

  /** For example {@code canary refused 7/18 requests, stable 0/977}. */
  public LazyMessage clientErrors(
      long refused, long requests, long baselineRefused, long baselineRequests) {
    return counted(
        LazyMessage.of("%s refused", candidate),
        LazyMessage.of("%s", baseline),
        new Shares(refused, requests, baselineRefused, baselineRequests));
  }

  /** For example {@code callers gave up on the canary in 7/18 requests, stable in 0/977}. */
  public LazyMessage abandoned(
      long abandoned, long requests, long baselineAbandoned, long baselineRequests) {
    return counted(
        LazyMessage.of("callers gave up on the %s in", candidate),
        LazyMessage.of("%s in", baseline),
        new Shares(abandoned, requests, baselineAbandoned, baselineRequests));
  }

  /** For example {@code canary exceeded 250 ms in 7/18 requests, stable in 3/977}. */
  public LazyMessage slow(
      double millis, long slow, long requests, long baselineSlow, long baselineRequests) {
    return counted(
        LazyMessage.of("%s exceeded %s ms in", candidate, new LazyDecimal(millis)),
        LazyMessage.of("%s in", baseline),
        new Shares(slow, requests, baselineSlow, baselineRequests));
  }

  /** What was counted of both versions. */
  private record Shares(long counted, long requests, long baseline, long baselineRequests) {}

  private LazyMessage counted(LazyMessage candidateDid, LazyMessage baselineDid, Shares shares) {
    if (shares.requests() == 0) {
      return noRequestsYet();
    }
    LazyCount counted = new LazyCount(shares.counted());
    LazyCount requests = new LazyCount(shares.requests());
    return shares.baselineRequests() == 0
        ? LazyMessage.of(
            "%s %s/%s requests, %s had no requests", candidateDid, counted, requests, baseline)
        : LazyMessage.of(
            "%s %s/%s requests, %s %s/%s",
            candidateDid,
            counted,
            requests,
            baselineDid,
            new LazyCount(shares.baseline()),
            new LazyCount(shares.baselineRequests()));
  }

  /**
   * For example {@code 312/4,096 requests failed before they reached a pod (response flags UO)}.
   */
  public static LazyMessage unattributed(long failed, long requests, String flags) {
    return LazyMessage.of(
        "%s/%s requests failed before they reached a pod (response flags %s)",
        new LazyCount(failed), new LazyCount(requests), flags);
  }

  private LazyMessage noRequestsYet() {
    return LazyMessage.of("%s has no requests yet", candidate);
  }

  /** A finding with the absolute limit that it is held to. */
  public LazyMessage limit(LazyMessage finding, double max) {
    return LazyMessage.of("%s; limit %s", finding, new LazyPercent(max));
  }

  public LazyMessage noBaselineLatency() {
    return LazyMessage.of(
        "no baseline latency: %s received no requests in the 30 minutes before the release",
        baseline);
  }

  public LazyMessage outOfBounds(String metric, long out, int samples, int limit) {
    return LazyMessage.of(
        "metric %s was out of bounds in %s of the last %s samples (limit %s)",
        metric, out, samples, limit);
  }

  public LazyMessage noValue(String metric) {
    return LazyMessage.of("the query of metric %s did not return a single number", metric);
  }

  /** The findings of all metrics that have requests. */
  public static LazyMessage all(List<LazyMessage> findings) {
    return findings.isEmpty()
        ? LazyMessage.of("no requests yet")
        : new LazyMessage(
            String.join("; ", findings.stream().map(finding -> "%s").toList()),
            List.copyOf(findings));
  }

  // Verdicts

  /** For example {@code …; evidence of harm 13,487:1 (rollback at 100:1)}. */
  public LazyMessage harm(LazyMessage finding, double logHarm, double logRollback) {
    return LazyMessage.of(
        "%s; evidence of harm %s:1 (rollback at %s:1)",
        finding, new LazyOdds(logHarm), new LazyOdds(logRollback));
  }

  public LazyMessage harmSuspected(
      LazyMessage findings, double logHarm, double logAdvance, double logRollback) {
    return LazyMessage.of(
        "%s; evidence of harm %s:1 (advance below %s:1, rollback at %s:1)",
        findings, new LazyOdds(logHarm), new LazyOdds(logAdvance), new LazyOdds(logRollback));
  }

  public static LazyMessage noData(String cause) {
    return LazyMessage.of("no data: %s", cause);
  }

  public static LazyMessage noData(LazyMessage cause) {
    return LazyMessage.of("no data: %s", cause);
  }

  public LazyMessage bothExceedLimit(LazyMessage findings) {
    return LazyMessage.of(
        "both versions exceed their limit, so that the cause is shared: %s", findings);
  }

  /** Both versions fail far more than usual, as far as can be seen. */
  public static LazyMessage sharedOutage(LazyMessage outage, LazyMessage findings) {
    return LazyMessage.of("%s: a shared dependency is likely down; %s", outage, findings);
  }

  /** The baseline alone is broken. */
  public LazyMessage besideOutage(LazyMessage outage, LazyMessage findings) {
    return LazyMessage.of("%s, and %s does not; %s", outage, candidate, findings);
  }

  /**
   * What is wrong with the baseline.
   *
   * @param hangs whether its callers give up, rather than get errors
   * @param usualShare its share of such requests before the release; empty if that is not known
   */
  public LazyMessage outage(boolean hangs, double share, OptionalDouble usualShare) {
    LazyPercent percent = new LazyPercent(share);
    LazyMessage now =
        hangs
            ? LazyMessage.of("%s leaves %s of its requests unanswered", baseline, percent)
            : LazyMessage.of("%s fails %s of its requests", baseline, percent);
    return usualShare.isPresent()
        ? LazyMessage.of("%s, usually %s", now, new LazyPercent(usualShare.getAsDouble()))
        : now;
  }

  public LazyMessage trafficDeficit(long requests, double weight) {
    return LazyMessage.of(
        "%s received %s requests at weight %s, far fewer than expected; check that its pods are in the mesh and match the subset's labels",
        candidate, new LazyCount(requests), new LazyPercent(weight));
  }

  public LazyMessage trafficSurplus(long requests, double weight) {
    return LazyMessage.of(
        "%s received %s requests at weight %s, far more than expected: some callers reach its pods past the route; let them use the Service, or set spec.traffic.bypass: Accept",
        candidate, new LazyCount(requests), new LazyPercent(weight));
  }

  public LazyMessage noTraffic(long seconds) {
    return LazyMessage.of("no requests to the %s for %ss", candidate, seconds);
  }

  public LazyMessage noTrafficAtWeight(double weight) {
    return LazyMessage.of(
        "no requests to the %s since its weight was set to %s", candidate, new LazyPercent(weight));
  }

  /** At a weight of 100% the candidate is much slower than the baseline was. */
  public LazyMessage slowWithoutBaseline(double millis, double share, double baselineShare) {
    return LazyMessage.of(
        "%s exceeds %s ms in %s of recent requests, %s did in %s; at 100%% there is no baseline to tell a slow version from slow nodes",
        candidate,
        new LazyDecimal(millis),
        new LazyPercent(share),
        baseline,
        new LazyPercent(baselineShare));
  }

  /** At a weight of 100% the candidate refuses far more than the baseline did. */
  public LazyMessage refusesWithoutBaseline(double share, double baselineShare) {
    return LazyMessage.of(
        "%s refuses %s of recent requests, %s did %s; at 100%% there is no baseline to tell the version from its callers",
        candidate, new LazyPercent(share), baseline, new LazyPercent(baselineShare));
  }

  /** At a weight of 100% callers give up far more often than on the baseline. */
  public LazyMessage abandonedWithoutBaseline(double share, double baselineShare) {
    return LazyMessage.of(
        "callers give up on the %s in %s of recent requests, on the %s in %s; at 100%% there is no baseline to tell the version from its callers",
        candidate, new LazyPercent(share), baseline, new LazyPercent(baselineShare));
  }

  public static LazyMessage notAnalyzedYet() {
    return LazyMessage.of("not analyzed yet");
  }

  public LazyMessage verified(LazyMessage findings, double next) {
    return LazyMessage.of("%s; verified for %s", findings, new LazyPercent(next));
  }

  public LazyMessage notVerifiedYet(LazyMessage findings, double next) {
    return LazyMessage.of("%s; not yet verified for %s", findings, new LazyPercent(next));
  }
}
