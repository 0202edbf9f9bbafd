package dev.sluice.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.v1alpha1.Phase;
import dev.sluice.engine.LifecycleWorld.Quality;
import dev.sluice.lifecycle.Stage;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random lives: templates that come at any time, good and bad versions, a metrics source that goes
 * away, an operator that stops anywhere. {@link LifecycleWorld} checks the invariants at every
 * tick; at the end a good version must be served by everything. A failing seed replays exactly.
 */
class RandomLifecycleTest {
  private static final int LIVES = 4;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void theInvariantsHold(int block) {
    for (int i = 0; i < LIVES; i++) {
      long seed = block * 10_000L + i;
      try {
        live(new Random(seed));
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
      }
    }
  }

  private static void live(Random random) {
    LifecycleWorld world = new LifecycleWorld();
    world.until("adopted", () -> world.status != null && world.status.phase() == Phase.Stable);
    Map<String, Quality> quality = new HashMap<>();
    boolean[] blind = {false};
    world.quality =
        version -> blind[0] ? Quality.UNSEEN : quality.getOrDefault(version, Quality.GOOD);
    for (int event = 0; event < 12; event++) {
      switch (random.nextInt(7)) {
        case 0, 1 -> {
          String version = "1." + random.nextInt(5);
          boolean good = version.equals("1.0") || random.nextInt(3) > 0;
          quality.putIfAbsent(version, good ? Quality.GOOD : Quality.BAD);
          world.set(version);
        }
        case 2 -> blind[0] = !blind[0];
        case 3 -> world.operatorRuns = !world.operatorRuns;
        case 4 -> world.scale(2 + random.nextInt(6));
        default -> {}
      }
      world.run(Duration.ofMillis(500L * random.nextInt(240)));
    }
    world.operatorRuns = true;
    blind[0] = false;
    world.set("2.0");
    world.until(
        "2.0 serves all",
        () ->
            world.status.phase() == Phase.Stable
                && world.status.stable().version().equals("2.0")
                && world.canaries.isEmpty());
    assertThat(world.users().complete()).isTrue();
    assertThat(world.subset("stable")).isEmpty();
    assertThat(world.weight()).isZero();
    assertThat(world.status.history()).hasSizeLessThanOrEqualTo(10);
    assertThat(List.of(world.state().stage())).containsExactly(Stage.RESTING);
  }
}
