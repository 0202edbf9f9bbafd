package dev.sluice.comparison;

import static dev.sluice.comparison.TrafficRecording.SCRAPE_SECONDS;

import dev.sluice.analysis.Verdict;
import dev.sluice.analysis.evidence.Combination;
import dev.sluice.analysis.evidence.Counts;
import dev.sluice.analysis.evidence.Dispersion;
import dev.sluice.analysis.evidence.HarmProcess;
import dev.sluice.analysis.evidence.HarmState;
import dev.sluice.analysis.evidence.IntervalCounts;
import dev.sluice.analysis.evidence.LatencyBound;
import dev.sluice.analysis.evidence.LatencyBounds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Sluice's test of latency with its usual settings, as {@link ErrorJudgement} is that of errors. It
 * proves nothing fit: that is left to the {@link dev.sluice.analysis.AnalysisEngine}.
 */
final class LatencyJudgement implements Judgement {
  private static final double ROLLBACK = Math.log(100);

  /** A version's first requests are slow for reasons that pass. */
  private static final int WARM_UP_SECONDS = 60;

  /** Requests within so many milliseconds are never slow. */
  private static final double IGNORE_BELOW = 25;

  private final TrafficRecording recording;
  private final List<Integer> buckets = new ArrayList<>();
  private final List<HarmProcess> tests = new ArrayList<>();
  private final List<HarmState> harms = new ArrayList<>();
  private final double[] weights;

  LatencyJudgement(TrafficRecording recording) {
    this.recording = recording;
    long[] cumulative = recording.history().within(0, TrafficRecording.HISTORY);
    for (LatencyBound bound : LatencyBounds.choose(Speed.BOUNDS, cumulative, 1.1, IGNORE_BELOW)) {
      int bucket = Arrays.binarySearch(Speed.BOUNDS, bound.millis());
      List<Counts> history = recording.historicSlow(bucket);
      HarmProcess test =
          HarmProcess.slow(
              bound.rho(), Dispersion.phi(history, Dispersion.SLOW_CAP), SCRAPE_SECONDS);
      buckets.add(bucket);
      tests.add(test);
      harms.add(test.begin(Counts.sum(history)));
    }
    weights = new double[tests.size()];
    Arrays.fill(weights, 1);
  }

  @Override
  public Verdict.Result judge(OptionalDouble next) {
    int now = recording.scrapes();
    boolean increased = now > 1 && recording.weight(now) != recording.weight(now - 1);
    if (now * SCRAPE_SECONDS < WARM_UP_SECONDS) {
      return Verdict.Result.UNPROVEN;
    }
    double[] logs = new double[tests.size()];
    for (int i = 0; i < logs.length; i++) {
      IntervalCounts block =
          new IntervalCounts(
              recording.canary().slowCounts(buckets.get(i), now - 1, now),
              recording.stable().slowCounts(buckets.get(i), now - 1, now));
      harms.set(i, tests.get(i).next(harms.get(i), block, increased));
      logs[i] = harms.get(i).logWealth();
    }
    return Combination.logMean(weights, logs) >= ROLLBACK
        ? Verdict.Result.BAD
        : Verdict.Result.UNPROVEN;
  }
}
