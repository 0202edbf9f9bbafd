package dev.sluice.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.world.Life.Outcome;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Lives of random seeds. A failing seed replays exactly. */
class LivesTest {
  private static final int LIVES = Integer.getInteger("lives", 400);
  private static final long SEED = Long.getLong("seed", 1);

  @Test
  void noInvariantIsBroken() {
    long started = System.nanoTime();
    List<String> broken =
        LongStream.range(SEED, SEED + LIVES)
            .parallel()
            .mapToObj(LivesTest::broken)
            .filter(text -> !text.isEmpty())
            .toList();
    System.out.printf("lives=%d broken=%d seconds=%.1f%n", LIVES, broken.size(), (System.nanoTime() - started) / 1e9);
    assertThat(broken).isEmpty();
  }

  private static String broken(long seed) {
    Outcome outcome = RandomLives.of(seed).live(PlantedFault.NONE);
    if (LIVES == 1) {
      outcome.story().forEach(System.out::println);
    }
    return outcome.isWhole() ? "" : "seed " + seed + ": " + outcome.broken() + " turns " + outcome.turns();
  }
}
