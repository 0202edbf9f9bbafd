package dev.sluice.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Laws that hold for any release, tried on made-up ones; the seed names the failing one. */
class StatesTest {
  private static final int RELEASES = 100;
  private static final ObjectMapper JSON = new ObjectMapper();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void one_more_canary_error_is_more_evidence_of_harm_and_less_of_fitness(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < RELEASES; i++) {
      double phi = 1 + 9 * random.nextDouble();
      for (HarmProcess test :
          List.of(
              HarmProcess.errors(1.1, 0.0002, phi, 15),
              HarmProcess.errors(1, 0, phi, 15),
              HarmProcess.limit(0.01, phi, 15),
              HarmProcess.slow(1.3, phi, 15))) {
        HarmState before = after(test, random, 3);
        IntervalCounts block = anyBlock(random, 2000);
        IntervalCounts worse = withOneMoreCanaryError(block);
        assertThat(test.next(before, worse, false).logWealth())
            .as("seed=%s release=%s %s", seed, i, block)
            .isGreaterThanOrEqualTo(test.next(before, block, false).logWealth());
      }
      double qs = 0.01 * random.nextDouble() + 1e-6;
      for (FitnessProcess test :
          List.of(FitnessProcess.errors(0.5, phi), FitnessProcess.slow(1.8, phi))) {
        IntervalCounts block = anyBlock(random, 2000);
        IntervalCounts worse = withOneMoreCanaryError(block);
        assertThat(test.next(test.begin(), worse, qs).logWealth())
            .as("seed=%s release=%s %s", seed, i, block)
            .isLessThanOrEqualTo(test.next(test.begin(), block, qs).logWealth());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5})
  void one_more_canary_request_is_less_evidence_of_a_deficit(long seed) {
    Random random = new Random(seed);
    TrafficShareProcess test = new TrafficShareProcess();
    for (int i = 0; i < RELEASES; i++) {
      long nc = random.nextInt(500);
      long ns = random.nextInt(5000);
      double weight = random.nextDouble();
      assertThat(test.next(test.begin(), nc + 1, ns, weight).logWealth())
          .as("seed=%s release=%s", seed, i)
          .isLessThan(test.next(test.begin(), nc, ns, weight).logWealth());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {6, 7})
  void the_order_of_series_and_of_metrics_does_not_matter(long seed) {
    Random random = new Random(seed);
    HarmProcess test = HarmProcess.errors(1.1, 0.0002, 1.4, 15);
    for (int i = 0; i < RELEASES; i++) {
      List<Counts> series = new ArrayList<>();
      for (int k = 0; k < 6; k++) {
        series.add(anyCounts(random, 1_000_000_000));
      }
      Counts stable = anyCounts(random, 100_000);
      HarmState before = after(test, random, 2);
      HarmState one = test.next(before, new IntervalCounts(sum(series), stable), false);
      Collections.shuffle(series, random);
      assertThat(test.next(before, new IntervalCounts(sum(series), stable), false))
          .as("seed=%s release=%s", seed, i)
          .isEqualTo(one);

      double[] weights = {0.7, 0.1, 0.2};
      double[] logW = random.doubles(3, -40, 900).toArray();
      assertThat(
              Combination.logMean(
                  new double[] {weights[2], weights[0], weights[1]},
                  new double[] {logW[2], logW[0], logW[1]}))
          .as("seed=%s release=%s", seed, i)
          .isCloseTo(Combination.logMean(weights, logW), within(1e-9));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {8, 9})
  void a_state_that_is_written_and_read_goes_on_to_the_last_bit(long seed)
      throws JsonProcessingException {
    Random random = new Random(seed);
    for (int i = 0; i < RELEASES; i++) {
      HarmProcess harmTest = HarmProcess.errors(1.1, 0.0002, 1 + random.nextDouble(), 5);
      FitnessProcess fitTest = FitnessProcess.errors(0.2, 1.7);
      TrafficShareProcess deficitTest = new TrafficShareProcess();
      HarmState harm = harmTest.begin(anyCounts(random, 10_000));
      FitnessState fit = fitTest.begin();
      TrafficShareState deficit = deficitTest.begin();
      HarmState harmRead = harm;
      FitnessState fitRead = fit;
      TrafficShareState deficitRead = deficit;
      for (int k = 0; k < 20; k++) {
        IntervalCounts block = anyBlock(random, 3000);
        boolean afterIncrease = random.nextInt(5) == 0;
        long nc = block.canary().requests();
        long ns = block.stable().requests();
        fit = fitTest.next(fit, block, harm.stableShare());
        fitRead = copy(fitTest.next(fitRead, block, harmRead.stableShare()), FitnessState.class);
        harm = harmTest.next(harm, block, afterIncrease);
        harmRead = copy(harmTest.next(harmRead, block, afterIncrease), HarmState.class);
        deficit = deficitTest.next(deficit, nc, ns, 0.05);
        deficitRead = copy(deficitTest.next(deficitRead, nc, ns, 0.05), TrafficShareState.class);
      }
      assertThat(harmRead).as("seed=%s release=%s", seed, i).isEqualTo(harm);
      assertThat(fitRead).as("seed=%s release=%s", seed, i).isEqualTo(fit);
      assertThat(deficitRead).as("seed=%s release=%s", seed, i).isEqualTo(deficit);
      assertThat(harmTest.nextAlone(harmRead, anyCounts(random, 50)).requests())
          .isEqualTo(harm.requests());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {10, 11, 12})
  void all_numbers_stay_finite_whatever_the_counts(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < RELEASES; i++) {
      double phi = Math.pow(500, random.nextDouble());
      double grid = 1 + random.nextInt(600);
      for (HarmProcess test :
          List.of(
              HarmProcess.errors(1.1, 0.0002, phi, grid),
              HarmProcess.errors(1, 0, phi, grid),
              HarmProcess.slow(1.08, phi, grid),
              HarmProcess.limit(1, phi, grid))) {
        HarmState harm = test.begin(extremeCounts(random));
        FitnessState fit = FitnessProcess.errors(0.01 + 0.99 * random.nextDouble(), phi).begin();
        FitnessState slow = FitnessProcess.slow(1.2, phi).begin();
        TrafficShareState deficit = new TrafficShareProcess().begin();
        double smallestP = 1;
        for (int k = 0; k < 10; k++) {
          IntervalCounts block = new IntervalCounts(extremeCounts(random), extremeCounts(random));
          fit = FitnessProcess.errors(0.2, phi).next(fit, block, harm.stableShare());
          slow = FitnessProcess.slow(1.2, phi).next(slow, block, harm.stableShare());
          harm =
              random.nextInt(4) == 0
                  ? test.nextAlone(harm, block.canary())
                  : test.next(harm, block, random.nextBoolean());
          deficit =
              new TrafficShareProcess()
                  .next(
                      deficit,
                      block.canary().requests(),
                      block.stable().requests(),
                      random.nextInt(11) / 10.0);
          assertThat(
                  DoubleStream.concat(
                      DoubleStream.of(
                          harm.cash(),
                          harm.errors(),
                          harm.requests(),
                          harm.logWealth(),
                          harm.stableShare(),
                          fit.logWealth(),
                          slow.logWealth(),
                          deficit.logWealth()),
                      harm.logBets().stream().mapToDouble(bet -> bet)))
              .as("seed=%s release=%s %s %s", seed, i, block, harm)
              .allMatch(number -> Double.isFinite(number));
          assertThat(harm.pValue()).isBetween(0.0, smallestP);
          smallestP = harm.pValue();
        }
      }
    }
  }

  private static HarmState after(HarmProcess test, Random random, int blocks) {
    HarmState harm = test.begin(anyCounts(random, 20_000));
    for (int k = 0; k < blocks; k++) {
      harm = test.next(harm, anyBlock(random, 1000), false);
    }
    return harm;
  }

  private static IntervalCounts anyBlock(Random random, int most) {
    return new IntervalCounts(anyCounts(random, most), anyCounts(random, most));
  }

  /** Errors rare, as they are, or anything. */
  private static Counts anyCounts(Random random, int most) {
    long requests = random.nextInt(most + 1);
    long errors = (long) (requests * Math.pow(random.nextDouble(), 6));
    return new Counts(requests, errors);
  }

  private static Counts extremeCounts(Random random) {
    long requests = (long) Math.pow(10, random.nextInt(10)) - random.nextInt(2);
    return switch (random.nextInt(4)) {
      case 0 -> new Counts(requests, 0);
      case 1 -> new Counts(requests, requests);
      case 2 -> Counts.NONE;
      default -> new Counts(requests, (long) (requests * random.nextDouble()));
    };
  }

  private static IntervalCounts withOneMoreCanaryError(IntervalCounts block) {
    Counts canary = block.canary();
    return new IntervalCounts(
        new Counts(canary.requests(), Math.min(canary.requests(), canary.errors() + 1)),
        block.stable());
  }

  private static Counts sum(List<Counts> series) {
    return series.stream().reduce(Counts.NONE, Counts::plus);
  }

  private static <T> T copy(T state, Class<T> type) throws JsonProcessingException {
    return JSON.readValue(JSON.writeValueAsString(state), type);
  }
}
