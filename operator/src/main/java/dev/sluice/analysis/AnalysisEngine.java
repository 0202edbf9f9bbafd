package dev.sluice.analysis;

import dev.sluice.analysis.evidence.TrafficShareProcess;
import dev.sluice.analysis.evidence.TrafficShareState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Analyzes a candidate, one interval of the sampling grid after the other: {@link #step} learns,
 * {@link #verdict} evaluates what was learned. Both depend on their arguments alone.
 */
public final class AnalysisEngine {
  private final AnalysisPolicy policy;
  private final int stepSeconds;

  /**
   * Analyzes by this policy.
   *
   * @param stepSeconds length of an interval of the sampling grid
   */
  public AnalysisEngine(AnalysisPolicy policy, int stepSeconds) {
    this.policy = policy;
    this.stepSeconds = stepSeconds;
  }

  /**
   * The candidate gets its first requests.
   *
   * @param time seconds since 1970; earlier intervals do not count
   * @param history the baseline's last half hour, oldest interval first, by the callers' counts
   */
  public Evidence begin(long time, List<RequestCounts> history) {
    return begin(time, new Baseline(history, Reporter.SOURCE));
  }

  /**
   * The candidate gets its first requests.
   *
   * @param time seconds since 1970; earlier intervals do not count
   */
  public Evidence begin(long time, Baseline baseline) {
    List<Long> totals = recent(baseline.history().stream().map(RequestCounts::requests).toList());
    List<MetricEvidence> metrics =
        policy.metrics().stream()
            .map(rule -> new MetricProcess(rule).begin(baseline, stepSeconds))
            .toList();
    return begin(
        time,
        baseline.reporter(),
        totals,
        TrafficSurplus.after(baseline.history()),
        UnattributedFailures.begin(baseline.unattributedShare()),
        withStakes(metrics));
  }

  /** Those that are enforced and can be measured now share the stakes, until the trial is over. */
  private List<MetricEvidence> withStakes(List<MetricEvidence> metrics) {
    Set<String> enforced =
        policy.enforcedMetrics().stream().map(MetricRule::name).collect(Collectors.toSet());
    Map<String, Double> stakes =
        policy
            .stakes()
            .among(
                metrics.stream()
                    .filter(metric -> enforced.contains(metric.name()))
                    .filter(metric -> !metric.comparisons().isEmpty())
                    .toList());
    return metrics.stream()
        .map(metric -> metric.withStake(stakes.getOrDefault(metric.name(), 0.0)))
        .toList();
  }

  /**
   * The former baseline becomes the candidate and is compared with what the former candidate
   * showed.
   *
   * @param time seconds since 1970; earlier intervals do not count
   */
  public Evidence startSwapped(Evidence before, long time) {
    return begin(
        time,
        before.reporter(),
        List.of(),
        TrafficSurplus.UNKNOWN,
        before.unattributed().atNewWeight(),
        before.metrics().stream().map(metric -> metric.startSwapped(stepSeconds)).toList());
  }

  private static Evidence begin(
      long time,
      Reporter reporter,
      List<Long> totals,
      TrafficSurplus surplus,
      UnattributedFailures unattributed,
      List<MetricEvidence> metrics) {
    return new Evidence(
        time,
        time,
        reporter,
        false,
        0,
        0,
        0,
        time,
        totals,
        new TrafficShareProcess().begin(),
        surplus,
        unattributed,
        metrics);
  }

  /** The evidence after one more interval. */
  public Evidence step(Evidence before, Sample sample, AnalysisContext context) {
    long requests = sample.candidate().requests();
    long total = requests + sample.baseline().requests();
    long largest = before.recentTotals().stream().mapToLong(Long::longValue).max().orElse(0);
    List<Long> totals = new ArrayList<>(before.recentTotals());
    totals.add(total);
    // Counts that explode come from a broken counter, not from traffic.
    boolean implausible = largest > 0 && total > Thresholds.IMPLAUSIBLE_GROWTH * largest;
    boolean shares = !implausible && before.stepIntervals() > 0 && !context.hasNoBaseline();
    return new Evidence(
        sample.time(),
        before.startedAt(),
        before.reporter(),
        before.weightJustRaised() && implausible,
        before.stepIntervals() + 1,
        before.stepRequests() + (implausible ? 0 : requests),
        before.stepAnswered() + (implausible ? 0 : sample.candidate().answered()),
        requests > 0 ? sample.time() : before.lastTraffic(),
        recent(totals),
        shares ? nextTrafficShare(before, sample, context) : before.trafficShare(),
        shares
            ? before.trafficSurplus().next(sample, context, before.reporter(), largest)
            : before.trafficSurplus(),
        implausible ? before.unattributed() : before.unattributed().next(sample),
        implausible ? before.metrics() : nextMetrics(before, sample, context));
  }

  private static List<Long> recent(List<Long> totals) {
    return totals.subList(Math.max(0, totals.size() - Thresholds.RECENT_INTERVALS), totals.size());
  }

  /**
   * Bounded on both sides: a shift that begins late must show soon, and one that ends too (Page,
   * "Continuous inspection schemes", Biometrika 41, 1954). It holds a release and moves no weight.
   */
  private static TrafficShareState nextTrafficShare(
      Evidence before, Sample sample, AnalysisContext context) {
    if (!context.divided()) {
      return new TrafficShareProcess().begin();
    }
    return Thresholds.boundedTrafficShare(
        new TrafficShareProcess()
            .next(
                before.trafficShare(),
                sample.candidate().requests(),
                sample.baseline().requests(),
                context.weight()));
  }

  private List<MetricEvidence> nextMetrics(
      Evidence before, Sample sample, AnalysisContext context) {
    BaselineOutage outage =
        context.hasNoBaseline() ? BaselineOutage.NONE : outageWith(before, sample);
    List<MetricEvidence> next = new ArrayList<>();
    for (MetricRule rule : policy.metrics()) {
      MetricProcess process = new MetricProcess(rule);
      SampledInterval interval =
          new SampledInterval(
              sample,
              context,
              policy.mode(rule),
              before.weightJustRaised(),
              outage,
              sample.time() - before.startedAt(),
              stepSeconds);
      next.add(process.next(process.known(before, stepSeconds), interval));
    }
    return next;
  }

  private BaselineOutage outageWith(Evidence before, Sample sample) {
    return policy.enforcedMetrics().stream()
        .map(MetricProcess::new)
        .map(metric -> metric.outageWith(metric.known(before, stepSeconds), sample, stepSeconds))
        .reduce(BaselineOutage.NONE, BaselineOutage::or);
  }

  /** Whether the evidence rolls the candidate back: {@link #verdict} would be bad. */
  public boolean exceedsRollbackThreshold(Evidence evidence, AnalysisContext context) {
    return new VerdictRules(policy, evidence, context, Optional.empty()).isBad();
  }

  /**
   * The verdict on the candidate.
   *
   * @param missing why the newest intervals are not known, empty when they are
   */
  public Verdict verdict(
      Evidence evidence, AnalysisContext context, Optional<MissingData> missing) {
    return new VerdictRules(policy, evidence, context, missing).verdict();
  }
}
