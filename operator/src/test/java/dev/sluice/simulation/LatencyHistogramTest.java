package dev.sluice.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LatencyHistogramTest {

  @Test
  void sharesOfAllBucketsAreOne() {
    assertThat(Arrays.stream(LatencyHistogram.lognormal(40, 0.8)).sum())
        .isCloseTo(1, within(1e-12));
  }

  @Test
  void halfOfTheRequestsAreBelowTheMedian() {
    double[] shares = LatencyHistogram.lognormal(50, 0.8);
    double below = 0;
    for (int i = 0; LatencyHistogram.bound(i) <= 50; i++) {
      below += shares[i];
    }
    assertThat(below).isCloseTo(0.5, within(1e-9));
  }

  @Test
  void theNearestBoundIsNearestByRatio() {
    assertThat(LatencyHistogram.nearest(300)).isEqualTo(250);
    assertThat(LatencyHistogram.nearest(500)).isEqualTo(500);
    assertThat(LatencyHistogram.nearest(0.001)).isEqualTo(0.5);
    assertThat(LatencyHistogram.nearest(1e12)).isEqualTo(3_600_000);
  }
}
