package dev.sluice.world;

import dev.sluice.analysis.Evidence;
import dev.sluice.analysis.MetricEvidence;
import dev.sluice.analysis.MetricsSnapshot;
import dev.sluice.analysis.Reporter;
import dev.sluice.analysis.RequestCounts;
import dev.sluice.analysis.ResponseClass;
import dev.sluice.analysis.Sample;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Metrics and evidence as a faulty product would see them. */
final class MisreadMetrics {
  private static final ResponseClass GOOD = new ResponseClass("200", "");
  private static final ResponseClass GIVEN_UP = new ResponseClass("0", "");

  private MisreadMetrics() {}

  private static MetricsSnapshot with(
      MetricsSnapshot from,
      UnaryOperator<Sample> samples,
      boolean known,
      MetricsSnapshot.Counting counting) {
    return new MetricsSnapshot(
        from.stepSeconds(),
        from.steps().stream().map(samples).toList(),
        from.history(),
        known ? Optional.empty() : from.missingData(),
        from.failingQueries(),
        counting);
  }

  /** The canary has no errors. */
  static MetricsSnapshot withoutErrors(MetricsSnapshot metrics) {
    return with(
        metrics,
        sample ->
            new Sample(
                sample.time(),
                new RequestCounts(
                    Map.of(GOOD, sample.candidate().requests()), sample.candidate().durations()),
                sample.baseline(),
                sample.values(),
                sample.unattributed()),
        false,
        metrics.counting());
  }

  /** The canary has as many errors as the stable version. */
  static MetricsSnapshot sharedErrors(MetricsSnapshot metrics) {
    return with(
        metrics,
        sample ->
            new Sample(
                sample.time(),
                failing(sample.candidate(), sample.baseline()),
                sample.baseline(),
                sample.values(),
                sample.unattributed()),
        false,
        metrics.counting());
  }

  private static RequestCounts failing(RequestCounts counts, RequestCounts like) {
    if (like.requests() == 0) {
      return counts;
    }
    Map<ResponseClass, Long> answers = new HashMap<>();
    like.responses()
        .forEach(
            (response, count) ->
                answers.put(response, count * counts.requests() / like.requests()));
    return new RequestCounts(answers, counts.durations());
  }

  static MetricsSnapshot allAnswered(MetricsSnapshot metrics) {
    return with(
        metrics,
        sample ->
            new Sample(
                sample.time(),
                answered(sample.candidate()),
                answered(sample.baseline()),
                sample.values(),
                sample.unattributed()),
        false,
        metrics.counting());
  }

  private static RequestCounts answered(RequestCounts counts) {
    Map<ResponseClass, Long> answers = new HashMap<>(counts.responses());
    Long given = answers.remove(GIVEN_UP);
    answers.merge(GOOD, given == null ? 0 : given, Long::sum);
    return new RequestCounts(answers, counts.durations());
  }

  static MetricsSnapshot swapped(MetricsSnapshot metrics) {
    return with(
        metrics,
        sample ->
            new Sample(
                sample.time(),
                sample.baseline(),
                sample.candidate(),
                sample.values(),
                sample.unattributed()),
        false,
        metrics.counting());
  }

  static MetricsSnapshot doubled(MetricsSnapshot metrics) {
    return with(
        metrics,
        sample ->
            new Sample(
                sample.time(),
                RequestCounts.sum(List.of(sample.candidate(), sample.candidate())),
                RequestCounts.sum(List.of(sample.baseline(), sample.baseline())),
                sample.values(),
                sample.unattributed()),
        false,
        metrics.counting());
  }

  static MetricsSnapshot allAttributed(MetricsSnapshot metrics) {
    return with(
        metrics,
        sample -> new Sample(sample.time(), sample.candidate(), sample.baseline(), sample.values()),
        false,
        metrics.counting());
  }

  static MetricsSnapshot asIfTimed(MetricsSnapshot metrics) {
    return with(metrics, sample -> sample, false, MetricsSnapshot.Counting.BY_CALLERS);
  }

  static MetricsSnapshot asIfKnown(MetricsSnapshot metrics) {
    return with(metrics, sample -> sample, true, metrics.counting());
  }

  static Evidence oneStepBack(Evidence evidence) {
    return of(
        evidence, evidence.time() - WorldTraffic.STEP, evidence.reporter(), evidence.metrics());
  }

  static Evidence countedByOwnPods(Evidence evidence) {
    return of(evidence, evidence.time(), Reporter.DESTINATION, evidence.metrics());
  }

  /** Each metric gets half of what the stakes leave. */
  static Evidence withOtherStakes(Evidence evidence) {
    List<MetricEvidence> metrics =
        evidence.metrics().stream()
            .map(
                metric ->
                    new MetricEvidence(
                        metric.name(),
                        metric.kind(),
                        metric.stake() == null ? null : (1 - metric.stake()) / 2,
                        metric.comparisons(),
                        metric.limit(),
                        metric.window()))
            .toList();
    return of(evidence, evidence.time(), evidence.reporter(), metrics);
  }

  private static Evidence of(
      Evidence from, long time, Reporter reporter, List<MetricEvidence> metrics) {
    return new Evidence(
        time,
        from.startedAt(),
        reporter,
        from.weightJustRaised(),
        from.stepIntervals(),
        from.stepRequests(),
        from.stepAnswered(),
        from.lastTraffic(),
        from.recentTotals(),
        from.trafficShare(),
        from.trafficSurplus(),
        from.unattributed(),
        metrics);
  }
}
