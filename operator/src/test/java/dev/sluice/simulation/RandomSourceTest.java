package dev.sluice.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RandomSourceTest {
  private static final int MANY = 40_000;

  private record Moments(double mean, double variance) {}

  private static Moments moments(ToLongFunction<RandomSource> draw) {
    RandomSource draws = new RandomSource(7);
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < MANY; i++) {
      double value = draw.applyAsLong(draws);
      sum += value;
      squares += value * value;
    }
    double mean = sum / MANY;
    return new Moments(mean, squares / MANY - mean * mean);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.02, 0.9, 4, 15, 150, 30_000})
  void poissonHasItsMeanAsItsVariance(double mean) {
    Moments seen = moments(draws -> draws.poisson(mean));
    assertThat(seen.mean()).isCloseTo(mean, within(5 * Math.sqrt(mean / MANY)));
    assertThat(seen.variance()).isCloseTo(mean, within(0.06 * mean + 5 * Math.sqrt(mean / MANY)));
  }

  @ParameterizedTest
  @CsvSource({"1,0.5", "20,0.001", "20,0.5", "1500,0.005", "1500,0.97", "200000,0.3"})
  void binomialHasItsMoments(long trials, double probability) {
    Moments seen = moments(draws -> draws.binomial(trials, probability));
    double variance = trials * probability * (1 - probability);
    assertThat(seen.mean()).isCloseTo(trials * probability, within(5 * Math.sqrt(variance / MANY)));
    assertThat(seen.variance())
        .isCloseTo(variance, within(0.06 * variance + 5 * Math.sqrt(variance / MANY)));
  }

  @Test
  void whatIsCertainIsNotDrawn() {
    RandomSource draws = new RandomSource(1);
    assertThat(draws.poisson(0)).isZero();
    assertThat(draws.binomial(0, 0.5)).isZero();
    assertThat(draws.binomial(9, 0)).isZero();
    assertThat(draws.binomial(9, 1)).isEqualTo(9);
  }

  @Test
  void theLogarithmOfAFactorialIsExact() {
    double exact = 0;
    for (int n = 1; n <= 200; n++) {
      exact += Math.log(n);
      assertThat(RandomSource.logFactorial(n)).isCloseTo(exact, within(1e-9));
    }
  }

  @Test
  void theSameSeedGivesTheSameCounts() {
    RandomSource one = new RandomSource(3);
    RandomSource other = new RandomSource(3);
    for (int i = 0; i < 100; i++) {
      assertThat(one.poisson(40)).isEqualTo(other.poisson(40));
    }
  }
}
