package dev.sluice.analysis;

import dev.sluice.analysis.StakeCombiner.Stake;
import dev.sluice.analysis.Verdict.Result;
import dev.sluice.messages.LazyMessage;
import dev.sluice.messages.Reason;
import dev.sluice.messages.VerdictMessages;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The verdict of all metrics together: the first check that applies decides. Any metric may roll
 * the candidate back; all must agree to advance.
 */
final class VerdictRules {
  private static final List<Function<VerdictRules, Optional<Decided>>> CHECKS =
      List.of(
          VerdictRules::isHarmful, // The evidence of harm reaches the rollback threshold
          VerdictRules::isOutOfBounds, // A user's own query was out of bounds too often
          VerdictRules::hasUnattributedFailures, // Many requests fail before they reach a version
          VerdictRules::hasMissingData, // The newest intervals are not known
          VerdictRules::isLimitExceededByBoth, // The baseline exceeds the same absolute limit
          VerdictRules::isSharedOutage, // Both fail far more than the baseline did before
          VerdictRules::hasNoValue, // A user's own query has no value
          VerdictRules::hasTrafficDeficit, // The candidate gets fewer requests than its weight
          VerdictRules::hasTrafficSurplus, // The candidate gets more requests than its weight
          VerdictRules::hasNoTraffic, // The candidate gets no requests
          VerdictRules::isHarmSuspected, // Too much evidence of harm to advance
          VerdictRules::isWorseWithoutBaseline, // Worse at 100%, where nothing tells why
          VerdictRules::isNotAnalyzedYet, // No interval passed since the weight changed
          VerdictRules::hasNothingToVerify, // No weight follows that must be verified
          VerdictRules::isVerified, // All metrics are verified for the next weight
          VerdictRules::isNotVerifiedYet);

  private final AnalysisPolicy policy;
  private final Evidence evidence;
  private final AnalysisContext context;
  private final Optional<MissingData> missing;
  private final StakeCombiner harm;
  private final MetricFindings metrics;
  private final VerdictMessages messages;

  private final BaselineOutage outage;

  /** What one check decides. */
  private record Decided(Result result, Reason reason, LazyMessage message) {}

  /**
   * Evaluates the evidence.
   *
   * @param missing why the newest intervals are not known, empty when they are
   */
  VerdictRules(
      AnalysisPolicy policy,
      Evidence evidence,
      AnalysisContext context,
      Optional<MissingData> missing) {
    this.policy = policy;
    this.evidence = evidence;
    this.context = context;
    this.missing = missing;
    this.harm = new StakeCombiner(policy, evidence);
    this.metrics = new MetricFindings(policy, evidence, context);
    this.messages = new VerdictMessages(context.candidate(), context.baseline());
    this.outage = context.hasNoBaseline() ? BaselineOutage.NONE : metrics.outage();
  }

  /** Whether the candidate is rolled back; makes no messages. */
  boolean isBad() {
    return harm.isHarmful() || outOfBounds().isPresent();
  }

  Verdict verdict() {
    Decided decided = decide();
    return new Verdict(
        decided.result(),
        decided.reason(),
        decided.message(),
        harm.logHarm(),
        evidence.stepAnswered(),
        metrics.all());
  }

  private Decided decide() {
    for (Function<VerdictRules, Optional<Decided>> check : CHECKS) {
      Optional<Decided> decided = check.apply(this);
      if (decided.isPresent()) {
        return decided.get();
      }
    }
    throw new IllegalStateException("the last check always applies");
  }

  private Optional<Decided> isHarmful() {
    if (!harm.isHarmful()) {
      return Optional.empty();
    }
    Stake largest = harm.largest();
    LazyMessage finding =
        largest.limit() == null
            ? metrics.of(largest.rule()).lazyMessage()
            : metrics.limit(largest.rule(), largest.limit());
    return decided(
        Result.BAD,
        reason(largest.kind()),
        messages.harm(finding, harm.logHarm(), policy.rollbackThreshold()));
  }

  private static Reason reason(MetricKind kind) {
    return switch (kind) {
      case ERRORS -> Reason.ErrorRateTooHigh;
      case CLIENT_ERRORS -> Reason.ClientErrorRateTooHigh;
      case ABANDONED -> Reason.AbandonedRateTooHigh;
      case LATENCY -> Reason.LatencyTooHigh;
      case THRESHOLD -> Reason.MetricOutOfBounds;
    };
  }

  private Optional<Decided> isOutOfBounds() {
    return outOfBounds()
        .map(
            rule ->
                new Decided(Result.BAD, Reason.MetricOutOfBounds, metrics.of(rule).lazyMessage()));
  }

  private Optional<MetricRule> outOfBounds() {
    return policy.enforcedMetrics().stream()
        .filter(rule -> new MetricProcess(rule).isOutOfBounds(metric(rule)))
        .findFirst();
  }

  private Optional<Decided> hasMissingData() {
    return missing.isEmpty()
        ? Optional.empty()
        : decided(Result.NO_DATA, Reason.NoData, VerdictMessages.noData(missing.get().describe()));
  }

  private Optional<Decided> hasUnattributedFailures() {
    UnattributedFailures failed = evidence.unattributed();
    return failed.areLasting()
        ? decided(
            Result.UNATTRIBUTED,
            Reason.UnattributedFailures,
            VerdictMessages.unattributed(failed.failures(), failed.requests(), failed.flags()))
        : Optional.empty();
  }

  private Optional<Decided> isLimitExceededByBoth() {
    return harm.isLimitExceededByBoth()
        ? decided(
            Result.SHARED_OUTAGE, Reason.SharedOutage, messages.bothExceedLimit(metrics.summary()))
        : Optional.empty();
  }

  private Optional<Decided> isSharedOutage() {
    return outage == BaselineOutage.SHARED
        ? decided(Result.SHARED_OUTAGE, Reason.SharedOutage, metrics.summary())
        : Optional.empty();
  }

  private Optional<Decided> hasNoValue() {
    return policy.enforcedMetrics().stream()
        .map(metrics::of)
        .filter(finding -> finding.result() == Result.NO_DATA)
        .findFirst()
        .map(
            finding ->
                new Decided(
                    Result.NO_DATA, Reason.NoData, VerdictMessages.noData(finding.lazyMessage())));
  }

  private Optional<Decided> hasTrafficDeficit() {
    return evidence.trafficShare().logWealth() >= Thresholds.TRAFFIC_SHARE
        ? decided(
            Result.TRAFFIC_DEFICIT,
            Reason.TrafficDeficit,
            messages.trafficDeficit(evidence.stepRequests(), context.weight()))
        : Optional.empty();
  }

  private Optional<Decided> hasTrafficSurplus() {
    return evidence.trafficSurplus().logWealth() >= Thresholds.TRAFFIC_SHARE
        ? decided(
            Result.TRAFFIC_SURPLUS,
            Reason.TrafficSurplus,
            messages.trafficSurplus(evidence.stepRequests(), context.weight()))
        : Optional.empty();
  }

  private Optional<Decided> hasNoTraffic() {
    if (evidence.time() - evidence.lastTraffic() >= context.quietSeconds()) {
      return decided(
          Result.NO_TRAFFIC, Reason.NoTraffic, messages.noTraffic(context.quietSeconds()));
    }
    return evidence.stepIntervals() > 0 && evidence.stepRequests() == 0
        ? decided(Result.NO_TRAFFIC, Reason.NoTraffic, messages.noTrafficAtWeight(context.weight()))
        : Optional.empty();
  }

  private Optional<Decided> isHarmSuspected() {
    return harm.logHarm() >= Thresholds.HARM_SUSPECTED
        ? decided(
            Result.SUSPECT,
            Reason.HarmSuspected,
            messages.harmSuspected(
                metrics.summary(),
                harm.logHarm(),
                Thresholds.HARM_SUSPECTED,
                policy.rollbackThreshold()))
        : Optional.empty();
  }

  private Optional<Decided> isWorseWithoutBaseline() {
    if (!context.hasNoBaseline()) {
      return Optional.empty();
    }
    for (MetricRule rule : policy.enforcedMetrics()) {
      for (Comparison comparison : metric(rule).comparisons()) {
        if (comparison.isWorseThanBefore()) {
          return decided(
              Result.SUSPECT, Reason.HarmSuspected, worseThanBefore(rule.kind(), comparison));
        }
      }
    }
    return Optional.empty();
  }

  private LazyMessage worseThanBefore(MetricKind kind, Comparison comparison) {
    double share = comparison.recent().share();
    double before = comparison.harm().baselineShare();
    return switch (kind) {
      case CLIENT_ERRORS -> messages.refusesWithoutBaseline(share, before);
      case ABANDONED -> messages.abandonedWithoutBaseline(share, before);
      case ERRORS, LATENCY, THRESHOLD ->
          messages.slowWithoutBaseline(comparison.millis(), share, before);
    };
  }

  private Optional<Decided> isNotAnalyzedYet() {
    return evidence.stepIntervals() == 0
        ? decided(Result.UNJUDGED, Reason.Unjudged, VerdictMessages.notAnalyzedYet())
        : Optional.empty();
  }

  private Optional<Decided> hasNothingToVerify() {
    return context.next().isEmpty()
        ? decided(Result.UNPROVEN, Reason.Unproven, metrics.summary())
        : Optional.empty();
  }

  /** Beside a broken baseline, which may fail fast, a version cannot be verified to be fast. */
  private Optional<Decided> isVerified() {
    boolean verified =
        policy.enforcedMetrics().stream()
            .filter(rule -> outage == BaselineOutage.NONE || rule.kind() != MetricKind.LATENCY)
            .allMatch(rule -> new MetricProcess(rule).isVerified(metric(rule), context));
    return verified
        ? decided(Result.GOOD, Reason.Proven, messages.verified(metrics.summary(), next()))
        : Optional.empty();
  }

  private Optional<Decided> isNotVerifiedYet() {
    return decided(
        Result.UNPROVEN, Reason.Unproven, messages.notVerifiedYet(metrics.summary(), next()));
  }

  private double next() {
    return context.next().orElseThrow();
  }

  private static Optional<Decided> decided(Result result, Reason reason, LazyMessage message) {
    return Optional.of(new Decided(result, reason, message));
  }

  private MetricEvidence metric(MetricRule rule) {
    return new MetricProcess(rule).of(evidence);
  }
}
