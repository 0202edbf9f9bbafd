package dev.sluice.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.lifecycle.Stage;
import dev.sluice.world.Life.LifeOutcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each kind of disturbance in each stage. {@code mvn -pl operator test -Dtest=StageFaultsTest
 * -Dlives.stage=20} lives that many lives of each pair, and prints the counts.
 */
class StageFaultsTest {
  private static final int LIVES = Integer.getInteger("lives.stage", 1);

  /** Nothing can be disturbed any more, or only what was disturbed before leads there. */
  private static final Set<Stage> LEFT_OUT = EnumSet.of(Stage.CLEANED_UP);

  /** What does nothing. */
  private static final Set<String> WITHOUT_EFFECT = Set.of("wait", "quality");

  static Stream<Stage> stages() {
    return Stream.of(Stage.values()).filter(stage -> !LEFT_OUT.contains(stage));
  }

  @ParameterizedTest
  @MethodSource("stages")
  void noInvariantIsBroken(Stage stage) {
    Map<String, Integer> counts = Collections.synchronizedMap(new TreeMap<>());
    List<String> broken = Collections.synchronizedList(new ArrayList<>());
    kinds()
        .flatMap(kind -> IntStream.range(0, LIVES).mapToObj(i -> life(stage, kind, i)))
        .toList()
        .parallelStream()
        .forEach(life -> live(life, counts, broken));
    int least = kinds().mapToInt(kind -> counts.getOrDefault(kind, 0)).min().orElse(0);
    System.out.printf("lives: %s at least %d of each kind %s%n", stage, least, counts);
    assertThat(broken).isEmpty();
    assertThat(kinds().filter(kind -> counts.getOrDefault(kind, 0) < LIVES)).isEmpty();
  }

  private static Stream<String> kinds() {
    return Disturbances.names().stream().filter(kind -> !WITHOUT_EFFECT.contains(kind));
  }

  /** A life in which a stage is disturbed. */
  private record DisturbedLife(Stage stage, String kind, Life life) {}

  private static void live(
      DisturbedLife disturbed, Map<String, Integer> counts, List<String> broken) {
    Life life = disturbed.life();
    LifeOutcome outcome = life.live(PlantedFault.NONE);
    if (outcome.stages().contains(disturbed.stage())) {
      counts.merge(disturbed.kind(), 1, Integer::sum);
    }
    if (!outcome.isWhole()) {
      String title = disturbed.stage() + " " + disturbed.kind();
      broken.add(outcome.broken() + "\n" + GoldenLife.write(title, life));
    }
  }

  private static DisturbedLife life(Stage stage, String kind, int number) {
    SplittableRandom random =
        new SplittableRandom(31L * number + kind.hashCode() + stage.name().hashCode());
    Life way = wayTo(stage);
    Map<String, Object> values = new LinkedHashMap<>(RandomLives.values(kind, random));
    values.put("in", stage.name());
    List<Disturbance> timeline = new ArrayList<>(way.timeline());
    long millis = number == 0 ? 1 : random.nextLong(2000);
    timeline.add(new Disturbance(Duration.ofMillis(millis), kind, values));
    Life life = new Life(number + 1L, way.spec(), 2 + random.nextInt(4), timeline);
    return new DisturbedLife(stage, kind, life);
  }

  /** The life that leads to a stage. */
  static Life wayTo(Stage stage) {
    return GoldenLife.read(Path.of("src/test/resources/ways", way(stage) + ".yaml")).life();
  }

  private static String way(Stage stage) {
    return switch (stage) {
      case RESUMING_STABLE_TEMPLATE -> "stable-template-again";
      case ROLLOUT_INTERRUPTED, RESUMING_ROLLOUT -> "rollout-interrupted";
      case STABLE_UNAVAILABLE -> "stable-crashes";
      case CANARY_UNAVAILABLE -> "canary-crashes";
      case DECISION_FAILED -> "decisions-fail";
      case WATCHING_FAILURES -> "canary-overflows";
      case SERVING_FROM_ALL_PODS -> "verified-canary-crashes";
      case SHIFT_FAILED -> "return-fails";
      case FOLLOWING_DEPLOYMENT -> "deployment-recreated";
      case ROLLING_BACK, STOPPING_CANARY -> "bad-version";
      case ROUTING_TO_NEW_STABLE -> "newer-template";
      case DELETING_ROUTE, DELETING_SUBSETS, UNMARKING_DEPLOYMENT -> "deleted";
      case RECOVERING -> "status-lost-without-pods";
      default -> "promotion";
    };
  }
}
