package dev.sluice.analysis;

import dev.sluice.analysis.Verdict.Finding;
import dev.sluice.analysis.Verdict.Result;
import dev.sluice.analysis.VerdictMessages.Odds;
import dev.sluice.analysis.VerdictMessages.Percent;
import dev.sluice.analysis.evidence.Combination;
import dev.sluice.analysis.evidence.Counts;
import dev.sluice.analysis.evidence.LimitEvidence;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What the evidence of all metrics together says.
 *
 * <p>Any metric may condemn: their evidence is averaged, with fixed weights, which keeps the bound
 * on false rollbacks whatever the metrics have to do with each other (Vovk and Wang, "E-values:
 * calibration, combination and applications", Ann. Statist. 49(3), 2021, Theorem 3.2). All must
 * agree to go on.
 */
final class VerdictRules {
  /** Shares of the stakes: errors say more of harm than latency, and a limit says it late. */
  private static final double ERRORS = 0.7;

  private static final double LATENCY = 0.3;
  private static final double ERRORS_BESIDE_LIMIT = 0.65;
  private static final double LATENCY_BESIDE_LIMIT = 0.25;
  private static final double LIMIT = 0.1;
  private static final String ERRORS_REASON = "ErrorRateTooHigh";
  private static final String LATENCY_REASON = "LatencyTooHigh";

  private final AnalysisPolicy rules;
  private final Evidence evidence;
  private final AnalysisContext setting;
  private final String missing;
  private final double rollback;
  private final VerdictMessages words;
  private final List<MetricRule> enforced;
  private final List<Stake> stakes;
  private final double total;
  private final boolean harm;
  private final boolean shared;

  VerdictRules(AnalysisPolicy rules, Evidence evidence, AnalysisContext setting, String missing) {
    this.rules = rules;
    this.evidence = evidence;
    this.setting = setting;
    this.missing = missing;
    this.rollback = -Math.log(rules.falseRollbackRate());
    this.words = new VerdictMessages(setting);
    this.enforced =
        rules.metrics().stream().filter(rule -> rules.mode(rule) == Enforcement.ENFORCE).toList();
    this.stakes = stakes();
    this.total = stakes.isEmpty() ? 0 : combined(stake -> true);
    this.harm = total >= rollback;
    this.shared =
        harm
            && combined(stake -> stake.limit() == null) < rollback
            && enforced.stream().anyMatch(this::exceededByBoth);
  }

  /**
   * A stake in the combined evidence.
   *
   * @param limit that the stake is on, or null where it is on the comparison
   */
  private record Stake(
      MetricRule rule, double weight, double log, String reason, LimitEvidence limit) {
    private double share() {
      return Math.log(weight) + log;
    }
  }

  /** Whether the version is to be taken back; no words are made for it. */
  boolean condemns() {
    return (harm && !shared) || outside().isPresent();
  }

  /** A query of the user's own that was outside of its limits too often. */
  private Optional<MetricRule> outside() {
    return enforced.stream().filter(this::tooOftenOutside).findFirst();
  }

  private boolean tooOftenOutside(MetricRule rule) {
    return rule instanceof MetricRule.Threshold threshold
        && course(rule).outside() >= threshold.failures();
  }

  Verdict verdict() {
    List<Finding> findings =
        rules.metrics().stream()
            .filter(rule -> rules.mode(rule) != Enforcement.OFF)
            .map(this::finding)
            .toList();
    return verdict(findings);
  }

  private Verdict verdict(List<Finding> findings) {
    if (harm && !shared) {
      Stake worst = stakes.stream().max(Comparator.comparingDouble(Stake::share)).orElseThrow();
      return verdict(
          findings,
          Result.BAD,
          worst.reason(),
          LazyMessage.of(
              "%s; evidence %s to 1 against the %s, rollback from %s",
              worst.limit() == null ? finding(worst.rule()).sentence() : words.limit(worst.limit()),
              new Odds(total),
              setting.candidate(),
              new Odds(rollback)));
    }
    Optional<MetricRule> outside = outside();
    if (outside.isPresent()) {
      return verdict(findings, Result.BAD, "MetricOutOfBounds", finding(outside.get()).sentence());
    }
    if (!missing.isEmpty()) {
      return verdict(findings, Result.NO_DATA, "NoData", LazyMessage.of("no data: %s", missing));
    }
    return held(findings).orElseGet(() -> going(findings));
  }

  /** Why the release must stay where it is. */
  private Optional<Verdict> held(List<Finding> findings) {
    if (shared) {
      return Optional.of(
          verdict(
              findings,
              Result.SHARED_OUTAGE,
              "SharedOutage",
              LazyMessage.of("both versions exceed a limit: %s", VerdictMessages.all(findings))));
    }
    Optional<Comparison> outage =
        setting.alone() ? Optional.empty() : comparison(Comparison::outage);
    if (outage.isPresent()) {
      return Optional.of(
          verdict(
              findings,
              Result.SHARED_OUTAGE,
              "SharedOutage",
              LazyMessage.of(
                  "%s of the %s requests failed lately, far more than before: something is broken that both versions share; %s",
                  new Percent(outage.get().recent().share()),
                  setting.baseline(),
                  VerdictMessages.all(findings))));
    }
    Optional<Finding> unanswered =
        findings.stream()
            .filter(f -> f.mode() == Enforcement.ENFORCE && f.result() == Result.NO_DATA)
            .findFirst();
    if (unanswered.isPresent()) {
      return Optional.of(
          verdict(
              findings,
              Result.NO_DATA,
              "NoData",
              LazyMessage.of("no data: %s", unanswered.get().sentence())));
    }
    if (evidence.deficit().logWealth() >= AnalysisEngine.DEFICIT) {
      return Optional.of(
          verdict(
              findings,
              Result.TRAFFIC_DEFICIT,
              "TrafficDeficit",
              LazyMessage.of(
                  "the %s had %s requests since its weight is %s; are its pods in the mesh and do its subset's labels select them?",
                  setting.candidate(),
                  new VerdictMessages.Count(evidence.stepRequests()),
                  new Percent(setting.weight()))));
    }
    boolean quiet = evidence.time() - evidence.lastTraffic() >= AnalysisEngine.QUIET;
    if (quiet || (evidence.stepBlocks() > 0 && evidence.stepRequests() == 0)) {
      return Optional.of(
          verdict(
              findings,
              Result.NO_TRAFFIC,
              "NoTraffic",
              LazyMessage.of(
                  quiet
                      ? "the %s had no requests in the last %s s"
                      : "the %s had no requests since its weight is %s",
                  setting.candidate(),
                  quiet ? AnalysisEngine.QUIET : new Percent(setting.weight()))));
    }
    if (total >= AnalysisEngine.SUSPECT) {
      return Optional.of(
          verdict(
              findings,
              Result.SUSPECT,
              "Suspect",
              LazyMessage.of(
                  "%s; evidence %s to 1 against the %s: too much to go on, rollback from %s",
                  VerdictMessages.all(findings),
                  new Odds(total),
                  setting.candidate(),
                  new Odds(rollback))));
    }
    return setting.alone()
        ? comparison(Comparison::slowed)
            .map(slow -> verdict(findings, Result.SUSPECT, "Suspect", words.slowed(slow)))
        : Optional.empty();
  }

  private Optional<Comparison> comparison(Predicate<Comparison> test) {
    return enforced.stream()
        .flatMap(rule -> course(rule).comparisons().stream())
        .filter(test)
        .findFirst();
  }

  private Verdict going(List<Finding> findings) {
    if (evidence.stepBlocks() == 0) {
      return verdict(findings, Result.UNJUDGED, "Unjudged", LazyMessage.of("not judged yet"));
    }
    boolean proven = enforced.stream().allMatch(this::proven);
    LazyMessage seen = VerdictMessages.all(findings);
    if (setting.next().isEmpty()) {
      return verdict(findings, Result.UNPROVEN, "Unproven", seen);
    }
    Percent next = new Percent(setting.next().getAsDouble());
    return proven
        ? verdict(
            findings, Result.GOOD, "Proven", LazyMessage.of("%s; proven fit for %s", seen, next))
        : verdict(
            findings,
            Result.UNPROVEN,
            "Unproven",
            LazyMessage.of("%s; not yet proven fit for %s", seen, next));
  }

  private boolean proven(MetricRule rule) {
    if (rule instanceof MetricRule.Latency && !setting.lastComparison()) {
      return true;
    }
    return course(rule).comparisons().stream().allMatch(Comparison::proven);
  }

  // The combination

  private List<Stake> stakes() {
    List<Stake> stakes = new ArrayList<>();
    long errors = enforced.stream().filter(MetricRule.Errors.class::isInstance).count();
    long latencies = enforced.stream().filter(this::comparesLatency).count();
    long limited = enforced.stream().filter(rule -> course(rule).limit() != null).count();
    for (MetricRule rule : enforced) {
      MetricEvidence course = course(rule);
      if (rule instanceof MetricRule.Errors && !course.comparisons().isEmpty()) {
        double weight = (limited > 0 ? ERRORS_BESIDE_LIMIT : ERRORS) / errors;
        stakes.add(new Stake(rule, weight, evidence(rule, course), ERRORS_REASON, null));
      } else if (comparesLatency(rule)) {
        double weight = (limited > 0 ? LATENCY_BESIDE_LIMIT : LATENCY) / latencies;
        stakes.add(new Stake(rule, weight, evidence(rule, course), LATENCY_REASON, null));
      }
      LimitEvidence limit = course.limit();
      if (limit != null) {
        String reason = limit.millis() == 0 ? ERRORS_REASON : LATENCY_REASON;
        stakes.add(new Stake(rule, LIMIT / limited, limit.harm().logWealth(), reason, limit));
      }
    }
    return stakes;
  }

  /** What {@code some} contribute; stakes of what is not judged go to what is. */
  private double combined(Predicate<Stake> some) {
    double[] weights = new double[stakes.size()];
    double[] logs = new double[stakes.size()];
    for (int i = 0; i < logs.length; i++) {
      Stake stake = stakes.get(i);
      weights[i] = stake.weight();
      logs[i] = some.test(stake) ? stake.log() : Double.NEGATIVE_INFINITY;
    }
    return Combination.logMean(weights, logs);
  }

  /** Evidence of harm by the comparisons of one metric. */
  private static double evidence(MetricRule rule, MetricEvidence course) {
    return rule instanceof MetricRule.Errors ? worst(course).harm().logWealth() : latency(course);
  }

  private boolean comparesLatency(MetricRule rule) {
    return rule instanceof MetricRule.Latency && !course(rule).comparisons().isEmpty();
  }

  private static double latency(MetricEvidence course) {
    List<Comparison> bounds = course.comparisons();
    double[] weights = new double[bounds.size()];
    double[] logs = new double[bounds.size()];
    for (int i = 0; i < logs.length; i++) {
      weights[i] = 1.0 / logs.length;
      logs[i] = bounds.get(i).harm().logWealth();
    }
    return Combination.logMean(weights, logs);
  }

  private static Comparison worst(MetricEvidence course) {
    List<Comparison> comparisons = course.comparisons();
    return comparisons.size() == 1
        ? comparisons.get(0)
        : comparisons.stream()
            .max(Comparator.comparingDouble(comparison -> comparison.harm().logWealth()))
            .orElseThrow();
  }

  private boolean exceededByBoth(MetricRule rule) {
    return course(rule).limited().filter(l -> l.shared().logWealth() >= rollback).isPresent();
  }

  // Findings

  private Finding finding(MetricRule rule) {
    MetricEvidence course = course(rule);
    Enforcement mode = rules.mode(rule);
    if (rule instanceof MetricRule.Threshold threshold) {
      return threshold(threshold, course, mode);
    }
    if (course.comparisons().isEmpty()) {
      return new Finding(
          rule.name(),
          mode,
          Result.UNJUDGED,
          LazyMessage.of(
              "the %s had no requests in the half hour before the release to learn bounds from",
              setting.baseline()),
          Counts.NONE,
          Counts.NONE,
          Optional.empty());
    }
    Comparison worst = worst(course);
    double own = evidence(rule, course);
    double either =
        Math.max(own, course.limited().map(limit -> limit.harm().logWealth()).orElse(own));
    Result result =
        either >= rollback
            ? Result.BAD
            : either >= AnalysisEngine.SUSPECT
                ? Result.SUSPECT
                : proven(rule) ? Result.GOOD : Result.UNPROVEN;
    LazyMessage seen =
        rule instanceof MetricRule.Errors
            ? words.errors(worst.candidate(), worst.baseline())
            : words.slow(worst.millis(), worst.candidate(), worst.baseline());
    return new Finding(
        rule.name(), mode, result, seen, worst.candidate(), worst.baseline(), Optional.of(either));
  }

  private Finding threshold(MetricRule.Threshold rule, MetricEvidence course, Enforcement mode) {
    long bad = course.outside();
    boolean unknown = course.window().isEmpty() || course.window().endsWith("?");
    Result result = tooOftenOutside(rule) ? Result.BAD : unknown ? Result.NO_DATA : Result.GOOD;
    LazyMessage seen =
        unknown && result != Result.BAD
            ? LazyMessage.of("the query of metric %s gives no single number", rule.name())
            : LazyMessage.of(
                "%s was outside of its limits %s of the last %s times, %s are too many",
                rule.name(), bad, course.window().length(), rule.failures());
    return new Finding(rule.name(), mode, result, seen, Counts.NONE, Counts.NONE, Optional.empty());
  }

  private MetricEvidence course(MetricRule rule) {
    for (MetricEvidence course : evidence.courses()) {
      if (course.name().equals(rule.name())) {
        return course;
      }
    }
    return new MetricEvidence(rule.name(), MetricEvidence.kind(rule), List.of(), null, "");
  }

  private Verdict verdict(
      List<Finding> findings, Result result, String reason, LazyMessage sentence) {
    return new Verdict(result, reason, sentence, total, evidence.stepRequests(), findings);
  }
}
