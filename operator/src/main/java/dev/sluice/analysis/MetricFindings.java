package dev.sluice.analysis;

import dev.sluice.analysis.Verdict.Finding;
import dev.sluice.analysis.Verdict.Result;
import dev.sluice.analysis.evidence.Counts;
import dev.sluice.analysis.evidence.LimitEvidence;
import dev.sluice.messages.LazyMessage;
import dev.sluice.messages.VerdictMessages;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** The finding of each metric by itself. */
final class MetricFindings {
  private final AnalysisPolicy policy;
  private final Evidence evidence;
  private final AnalysisContext context;
  private final VerdictMessages messages;
  private final List<Finding> all;

  MetricFindings(AnalysisPolicy policy, Evidence evidence, AnalysisContext context) {
    this.policy = policy;
    this.evidence = evidence;
    this.context = context;
    this.messages = new VerdictMessages(context.candidate(), context.baseline());
    this.all = findings();
  }

  /** Of every metric that is not off. */
  List<Finding> all() {
    return all;
  }

  /** Of a metric that is not off. */
  Finding of(MetricRule rule) {
    for (Finding finding : all) {
      if (finding.metric().equals(rule.name())) {
        return finding;
      }
    }
    throw new IllegalArgumentException("metric " + rule.name() + " is off");
  }

  private List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    for (MetricRule rule : policy.metrics()) {
      if (policy.mode(rule) != Enforcement.OFF) {
        findings.add(finding(rule));
      }
    }
    return List.copyOf(findings);
  }

  /** An outage of the baseline, and what the metrics with requests have shown. */
  LazyMessage summary() {
    LazyMessage seen = seen();
    if (context.hasNoBaseline()) {
      return seen;
    }
    for (MetricRule rule : policy.enforcedMetrics()) {
      MetricEvidence metric = new MetricProcess(rule).of(evidence);
      if (metric.outage() == BaselineOutage.SHARED) {
        return VerdictMessages.sharedOutage(outage(metric), seen);
      }
      if (metric.outage() == BaselineOutage.UNSHARED) {
        return messages.besideOutage(outage(metric), seen);
      }
    }
    return seen;
  }

  /** The outage of the baseline that enforced metrics show, while both get requests. */
  BaselineOutage outage() {
    return policy.enforcedMetrics().stream()
        .map(rule -> new MetricProcess(rule).of(evidence).outage())
        .reduce(BaselineOutage.NONE, BaselineOutage::or);
  }

  private LazyMessage outage(MetricEvidence metric) {
    Comparison comparison = metric.worst();
    return messages.outage(
        metric.kind() == MetricKind.ABANDONED,
        comparison.recent().share(),
        comparison.usualShare() == null
            ? OptionalDouble.empty()
            : OptionalDouble.of(comparison.usualShare()));
  }

  /** Metrics that need no proof are shown only if they are evidence of harm. */
  private LazyMessage seen() {
    return VerdictMessages.all(
        policy.metrics().stream()
            .filter(rule -> policy.mode(rule) != Enforcement.OFF)
            .filter(rule -> rule.kind().asksForProof() || of(rule).result() == Result.SUSPECT)
            .map(this::of)
            .filter(finding -> finding.candidate().requests() > 0)
            .map(Finding::lazyMessage)
            .toList());
  }

  private Finding finding(MetricRule rule) {
    MetricEvidence metric = new MetricProcess(rule).of(evidence);
    return rule.match(
        errors -> compared(rule, metric),
        latency -> compared(rule, metric),
        threshold -> threshold(threshold, metric));
  }

  private Finding compared(MetricRule rule, MetricEvidence metric) {
    MetricProcess process = new MetricProcess(rule);
    if (metric.comparisons().isEmpty()) {
      return new Finding(
          rule.name(),
          policy.mode(rule),
          Result.UNJUDGED,
          messages.noBaselineLatency(),
          Counts.NONE,
          Counts.NONE,
          Optional.empty());
    }
    Comparison worst = metric.worst();
    double ofComparison = process.logHarm(metric).orElseThrow();
    double logHarm =
        metric
            .limited()
            .map(limit -> Math.max(ofComparison, limit.harm().logWealth()))
            .orElse(ofComparison);
    return new Finding(
        rule.name(),
        policy.mode(rule),
        result(logHarm, worst.candidate(), process.isVerified(metric, context)),
        seen(rule.kind(), worst.millis(), worst.candidate(), worst.baseline()),
        worst.candidate(),
        worst.baseline(),
        Optional.of(logHarm));
  }

  private Result result(double logHarm, Counts candidate, boolean verified) {
    if (logHarm >= policy.rollbackThreshold()) {
      return Result.BAD;
    }
    if (logHarm >= Thresholds.HARM_SUSPECTED) {
      return Result.SUSPECT;
    }
    if (candidate.requests() == 0) {
      return Result.UNJUDGED;
    }
    return verified ? Result.GOOD : Result.UNPROVEN;
  }

  private LazyMessage seen(MetricKind kind, double millis, Counts candidate, Counts baseline) {
    long counted = candidate.errors();
    long requests = candidate.requests();
    long before = baseline.errors();
    long of = baseline.requests();
    return switch (kind) {
      case CLIENT_ERRORS -> messages.clientErrors(counted, requests, before, of);
      case ABANDONED -> messages.abandoned(counted, requests, before, of);
      case LATENCY -> messages.slow(millis, counted, requests, before, of);
      case ERRORS, THRESHOLD -> messages.errors(counted, requests, before, of);
    };
  }

  /** What was counted against the absolute limit of a metric. */
  LazyMessage limit(MetricRule rule, LimitEvidence limit) {
    return messages.limit(
        seen(rule.kind(), limit.millis(), limit.candidate(), limit.baseline()), limit.max());
  }

  private Finding threshold(MetricRule.ThresholdRule rule, MetricEvidence metric) {
    boolean outOfBounds = new MetricProcess(rule).isOutOfBounds(metric);
    boolean unknown = metric.hasNoValue() && !outOfBounds;
    return new Finding(
        rule.name(),
        policy.mode(rule),
        outOfBounds ? Result.BAD : unknown ? Result.NO_DATA : Result.GOOD,
        unknown
            ? messages.noValue(rule.name())
            : messages.outOfBounds(
                rule.name(), metric.outOfBounds(), metric.window().length(), rule.failures()),
        Counts.NONE,
        Counts.NONE,
        Optional.empty());
  }
}
