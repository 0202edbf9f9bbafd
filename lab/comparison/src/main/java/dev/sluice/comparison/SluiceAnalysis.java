package dev.sluice.comparison;

import static dev.sluice.comparison.TrafficRecording.SCRAPE_SECONDS;

import dev.sluice.analysis.AnalysisContext;
import dev.sluice.analysis.AnalysisEngine;
import dev.sluice.analysis.AnalysisPolicy;
import dev.sluice.analysis.Enforcement;
import dev.sluice.analysis.Evidence;
import dev.sluice.analysis.MetricKind;
import dev.sluice.analysis.MetricRule;
import dev.sluice.analysis.RequestCounts;
import dev.sluice.analysis.ResponseClass;
import dev.sluice.analysis.Sample;
import dev.sluice.analysis.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/** The whole of Sluice's judgement at work on a recording. */
final class SluiceAnalysis implements Judgement {
  static final MetricRule ERRORS =
      new MetricRule.ErrorRule(
          "errors",
          Enforcement.ENFORCE,
          MetricKind.ERRORS,
          0.1,
          0.0002,
          OptionalDouble.empty(),
          List.of("5xx"),
          List.of());
  static final MetricRule LATENCY =
      new MetricRule.LatencyRule("latency", Enforcement.ENFORCE, 0.1, 25, Optional.empty());

  private static final ResponseClass OK = new ResponseClass("200", "");
  private static final ResponseClass FAILED = new ResponseClass("500", "");

  private final AnalysisEngine judge;
  private final TrafficRecording recording;
  private Evidence evidence;

  SluiceAnalysis(List<MetricRule> metrics, TrafficRecording recording) {
    this.judge =
        new AnalysisEngine(new AnalysisPolicy(Enforcement.ENFORCE, 0.01, metrics), SCRAPE_SECONDS);
    this.recording = recording;
    List<RequestCounts> history = new ArrayList<>();
    for (int k = 0; k < TrafficRecording.HISTORY; k++) {
      history.add(tally(recording.history(), k, k + 1));
    }
    this.evidence = judge.begin(0, history);
  }

  @Override
  public Verdict.Result judge(OptionalDouble next) {
    int now = recording.scrapes();
    double weight = recording.weight(now);
    if (now > 1 && recording.weight(now - 1) != weight) {
      evidence = evidence.atNewWeight(true);
    }
    AnalysisContext setting = new AnalysisContext(weight, next, "canary", "stable");
    evidence =
        judge.step(
            evidence,
            new Sample(
                (long) now * SCRAPE_SECONDS,
                tally(recording.canary(), now - 1, now),
                tally(recording.stable(), now - 1, now),
                Map.of()),
            setting);
    return judge.verdict(evidence, setting, Optional.empty()).result();
  }

  private RequestCounts tally(VersionSeries series, int from, int to) {
    long errors = series.errors(from, to);
    Map<ResponseClass, Long> answers = new HashMap<>();
    answers.put(OK, series.requests(from, to) - errors);
    answers.put(FAILED, errors);
    SortedMap<Double, Long> durations = new TreeMap<>();
    if (recording.hasDurations()) {
      long[] within = series.within(from, to);
      for (int i = 0; i < within.length; i++) {
        durations.put(
            i < Speed.BOUNDS.length ? Speed.BOUNDS[i] : Double.POSITIVE_INFINITY, within[i]);
      }
    }
    return new RequestCounts(answers, durations);
  }
}
