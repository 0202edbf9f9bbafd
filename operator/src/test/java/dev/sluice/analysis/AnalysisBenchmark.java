package dev.sluice.analysis;

import dev.sluice.analysis.evidence.Combination;
import dev.sluice.analysis.evidence.Counts;
import dev.sluice.analysis.evidence.FitnessProcess;
import dev.sluice.analysis.evidence.FitnessState;
import dev.sluice.analysis.evidence.HarmProcess;
import dev.sluice.analysis.evidence.HarmState;
import dev.sluice.analysis.evidence.IntervalCounts;
import dev.sluice.analysis.evidence.TrafficShareProcess;
import dev.sluice.analysis.evidence.TrafficShareState;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a block costs: of one test, and of a release that is judged by errors, by an absolute limit
 * and by latency at four bounds, with its gate, its deficit and the sum of it all. Run by {@code
 * operator/bench}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class AnalysisBenchmark {
  private static final double[] ERROR_WEIGHTS = {0.65, 0.25, 0.10};

  private final HarmProcess errorsTest = HarmProcess.errors(1.1, 0.0002, 1.4, 15);
  private final HarmProcess limitTest = HarmProcess.limit(0.01, 1.4, 15);
  private final FitnessProcess fitTest = FitnessProcess.errors(0.2, 1.4);
  private final TrafficShareProcess deficitTest = new TrafficShareProcess();
  private final List<HarmProcess> slowTests = new ArrayList<>();
  private final List<FitnessProcess> slowFitTests = new ArrayList<>();

  private final IntervalCounts block =
      new IntervalCounts(new Counts(1513, 3), new Counts(14_060, 21));
  private final List<IntervalCounts> slowBlocks =
      List.of(
          new IntervalCounts(new Counts(1513, 600), new Counts(14_060, 5483)),
          new IntervalCounts(new Counts(1513, 190), new Counts(14_060, 1771)),
          new IntervalCounts(new Counts(1513, 16), new Counts(14_060, 154)),
          new IntervalCounts(new Counts(1513, 1), new Counts(14_060, 11)));

  private final HarmState errors = errorsTest.begin(new Counts(1_800_000, 1_800));
  private final HarmState limit = limitTest.begin(new Counts(1_800_000, 1_800));
  private final FitnessState fit = fitTest.begin();
  private final TrafficShareState deficit = deficitTest.begin();
  private final List<HarmState> slow = new ArrayList<>();
  private final List<FitnessState> slowFit = new ArrayList<>();

  public AnalysisBenchmark() {
    double[] rho = {1.088, 1.168, 1.289, 1.434};
    for (double ratio : rho) {
      slowTests.add(HarmProcess.slow(ratio, 3, 15));
      slowFitTests.add(FitnessProcess.slow(ratio * ratio, 3));
      slow.add(slowTests.get(0).begin(new Counts(1_800_000, 18_000)));
      slowFit.add(slowFitTests.get(0).begin());
    }
  }

  /** One block of the rollback test by errors. */
  @Benchmark
  public HarmState harm() {
    return errorsTest.next(errors, block, false);
  }

  /** One block of a whole release with three metrics, to its evidence. */
  @Benchmark
  public double threeMetrics() {
    HarmState errorsNow = errorsTest.next(errors, block, false);
    HarmState limitNow = limitTest.next(limit, block, false);
    double[] slowNow = new double[slowTests.size()];
    double[] alike = new double[slowTests.size()];
    double proof = fitTest.next(fit, block, errors.stableShare()).logWealth();
    for (int i = 0; i < slowNow.length; i++) {
      IntervalCounts slowBlock = slowBlocks.get(i);
      slowNow[i] = slowTests.get(i).next(slow.get(i), slowBlock, false).logWealth();
      alike[i] = 1;
      proof = Math.min(proof, slowFitTests.get(i).next(slowFit.get(i), slowBlock, 0.1).logWealth());
    }
    double missing =
        deficitTest
            .next(deficit, block.canary().requests(), block.stable().requests(), 0.1)
            .logWealth();
    double harm =
        Combination.logMean(
            ERROR_WEIGHTS,
            new double[] {
              errorsNow.logWealth(), Combination.logMean(alike, slowNow), limitNow.logWealth()
            });
    return harm + proof + missing;
  }
}
