package dev.sluice.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.lifecycle.Stage;
import dev.sluice.world.Life.LifeOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Lives of random seeds. {@code mvn -pl operator test -Dtest=LivesTest -Dlives=N -Dseed=S} lives a
 * range of seeds, for an hour at most, and says where to continue. A failing seed replays exactly,
 * and is shrunk.
 */
class LivesTest {
  private static final int LIVES = Integer.getInteger("lives", 150);
  private static final long SEED = Long.getLong("seed", 1);
  private static final int BATCH = 200;
  private static final Duration LIMIT = Duration.ofMinutes(60);

  @Test
  void noInvariantIsBroken() {
    long started = System.nanoTime();
    List<Integer> turns = Collections.synchronizedList(new ArrayList<>());
    Map<Stage, Map<String, Integer>> disturbed = new TreeMap<>();
    Map<Long, String> broken = Collections.synchronizedMap(new TreeMap<>());
    long next = SEED;
    while (next < SEED + LIVES && broken.isEmpty() && !isOver(started)) {
      long end = Math.min(next + BATCH, SEED + LIVES);
      LongStream.range(next, end)
          .parallel()
          .forEach(
              seed -> {
                String what = broken(seed, turns, disturbed);
                if (!what.isEmpty()) {
                  broken.put(seed, what);
                }
              });
      next = end;
    }
    report(next, turns, disturbed, (System.nanoTime() - started) / 1e9);
    List<String> smallest = new ArrayList<>();
    broken.forEach((seed, what) -> smallest.add(what + ", at first\n" + shrunk(seed)));
    assertThat(smallest).isEmpty();
  }

  private static boolean isOver(long started) {
    return System.nanoTime() - started > LIMIT.toNanos();
  }

  private static String broken(
      long seed, List<Integer> turns, Map<Stage, Map<String, Integer>> disturbed) {
    LifeOutcome outcome = RandomLives.of(seed).live(PlantedFault.NONE);
    turns.add(outcome.turns());
    synchronized (disturbed) {
      outcome
          .disturbedAt()
          .forEach(
              (stage, kinds) ->
                  kinds.forEach(
                      (kind, count) ->
                          disturbed
                              .computeIfAbsent(stage, none -> new TreeMap<>())
                              .merge(kind, count, Integer::sum)));
    }
    return outcome.broken();
  }

  private static void report(
      long next, List<Integer> turns, Map<Stage, Map<String, Integer>> disturbed, double seconds) {
    Collections.sort(turns);
    long all = turns.stream().mapToLong(Integer::longValue).sum();
    System.out.printf(
        "lives: seeds %d to %d, %,d turns, median %d a life, %.0f s, %,.0f turns a minute;"
            + " continue with -Dseed=%d%n",
        SEED, next - 1, all, turns.get(turns.size() / 2), seconds, all * 60 / seconds, next);
    if (LIVES > 1000) {
      disturbed.forEach((stage, kinds) -> System.out.println("lives: " + stage + " " + kinds));
    }
  }

  /** What a person needs to see and replay it. */
  private static String shrunk(long seed) {
    Life life = Shrinking.shrink(RandomLives.of(seed), PlantedFault.NONE);
    LifeOutcome outcome = life.live(PlantedFault.NONE);
    return "seed %d: %s%n%s%n%s%n"
        .formatted(
            seed,
            outcome.broken(),
            GoldenLife.write("seed " + seed, life),
            String.join("\n", outcome.story()));
  }
}
