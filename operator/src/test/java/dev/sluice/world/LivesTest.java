package dev.sluice.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.lifecycle.Stage;
import dev.sluice.world.Life.LifeOutcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
 * range of seeds, for an hour at most, adds a line to {@code target/lives.txt}, and says where to
 * continue. A failing seed replays exactly, and is shrunk.
 */
class LivesTest {
  private static final int LIVES = Integer.getInteger("lives", 150);
  private static final long SEED = Long.getLong("seed", 1);
  private static final int BATCH = 400;
  private static final Duration LIMIT = Duration.ofMinutes(60);
  private static final Path LIST = Path.of(System.getProperty("lives.list", "target/lives.txt"));

  /** Broken lives after which a range is given up, and those that are shrunk. */
  private static final int MOST_BROKEN = 40;

  private static final int MOST_SHRUNK = 3;

  @Test
  void noInvariantIsBroken() throws IOException {
    long started = System.nanoTime();
    List<Integer> turns = Collections.synchronizedList(new ArrayList<>());
    Map<Stage, Map<String, Integer>> disturbed = new TreeMap<>();
    Map<Long, String> broken = Collections.synchronizedMap(new TreeMap<>());
    long next = SEED;
    while (next < SEED + LIVES && broken.size() < MOST_BROKEN && !isOver(started)) {
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
    String summary = summary(next, turns, broken, (System.nanoTime() - started) / 1e9);
    System.out.printf("lives: %s; continue with -Dseed=%d%n", summary, next);
    if (LIVES > 1000) {
      list(summary);
      disturbed.forEach((stage, kinds) -> System.out.println("lives: " + stage + " " + kinds));
    }
    broken.forEach((seed, what) -> System.out.println("lives: seed " + seed + ": " + what));
    List<String> smallest =
        broken.keySet().stream().limit(MOST_SHRUNK).map(LivesTest::shrunk).toList();
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

  private static String summary(
      long next, List<Integer> turns, Map<Long, String> broken, double seconds) {
    Collections.sort(turns);
    long all = turns.stream().mapToLong(Integer::longValue).sum();
    return "seeds %d to %d, %,d turns, median %d a life, %.0f s, %,.0f turns a minute, %d broken"
        .formatted(
            SEED,
            next - 1,
            all,
            turns.get(turns.size() / 2),
            seconds,
            all * 60 / seconds,
            broken.size());
  }

  /** Which seeds were lived on which commit. */
  private static void list(String summary) throws IOException {
    Process git =
        new ProcessBuilder("git", "describe", "--always", "--dirty", "--abbrev=12").start();
    String commit = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    Files.createDirectories(LIST.toAbsolutePath().getParent());
    Files.writeString(
        LIST,
        commit + " " + summary + System.lineSeparator(),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
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
