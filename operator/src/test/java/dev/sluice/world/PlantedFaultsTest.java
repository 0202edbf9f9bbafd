package dev.sluice.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The simulated world finds what is wrong: each planted fault within a number of seeds. */
class PlantedFaultsTest {
  /** Lives that a fault may survive. */
  private static final int SEEDS = 200;

  static Set<String> names() {
    return PlantedFaults.all().keySet();
  }

  @Test
  void thereAreTwenty() {
    assertThat(PlantedFaults.all()).hasSizeGreaterThanOrEqualTo(20);
  }

  @ParameterizedTest
  @MethodSource("names")
  void itIsFound(String name) {
    PlantedFault fault = PlantedFaults.all().get(name);
    long found =
        LongStream.rangeClosed(1, SEEDS)
            .filter(seed -> RandomLives.of(seed).live(PlantedFault.NONE).isWhole())
            .filter(seed -> !RandomLives.of(seed).live(fault).isWhole())
            .findFirst()
            .orElse(0);
    String how = found == 0 ? "" : RandomLives.of(found).live(fault).broken();
    System.out.printf("planted: %s; found by seed %d: %s%n", name, found, how);
    assertThat(found).isPositive();
  }
}
