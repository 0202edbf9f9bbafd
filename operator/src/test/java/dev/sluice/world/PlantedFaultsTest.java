package dev.sluice.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The simulated world finds what is wrong: each planted fault within a number of seeds. */
class PlantedFaultsTest {
  /** Lives that a fault may survive. */
  private static final int SEEDS = 100;

  static Set<String> names() {
    return PlantedFaults.all().keySet();
  }

  @Test
  void thereAreTwenty() {
    assertThat(PlantedFaults.all()).hasSizeGreaterThanOrEqualTo(20);
  }

  @ParameterizedTest
  @MethodSource("names")
  void itIsFound(String name) throws IOException {
    PlantedFault fault = PlantedFaults.all().get(name);
    Optional<Life> found =
        Stream.concat(
                GoldenLivesTest.files().stream().map(file -> GoldenLife.read(file).life()),
                LongStream.rangeClosed(1, SEEDS).mapToObj(RandomLives::of))
            .filter(life -> !life.live(fault).isWhole())
            .filter(life -> life.live(PlantedFault.NONE).isWhole())
            .findFirst();
    String how = found.map(life -> life.live(fault).broken()).orElse("");
    System.out.printf(
        "planted: %s; found by seed %s: %s%n", name, found.map(Life::seed).orElse(null), how);
    assertThat(found).isPresent();
  }
}
