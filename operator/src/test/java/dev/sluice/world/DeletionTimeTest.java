package dev.sluice.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.lifecycle.Stage;
import dev.sluice.lifecycle.StageColumn.Section;
import dev.sluice.spec.PolicyReader;
import dev.sluice.spec.ReleasePolicy;
import dev.sluice.world.Life.LifeOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How long a CanaryRelease takes to go that is deleted in a stage, undisturbed otherwise. */
class DeletionTimeTest {
  private static final Pattern DELETED = Pattern.compile(" *([0-9.]+)s  world:  delete-release .*");
  private static final Pattern GONE = Pattern.compile(" *([0-9.]+)s  sluice: finalizer removed");

  /** Sections in which nothing is waited for but the requests of the canary. */
  private static final Set<Section> WITHOUT_ROLL_OUT =
      EnumSet.of(Section.ADOPTION, Section.REST, Section.STEPS, Section.ROLLBACK);

  /** What a roll-out of the Deployment takes in addition, and requests that return in steps. */
  private static final Duration ROLL_OUT = Duration.ofMinutes(2);

  /** Where the pods of a side are broken, the deletion waits until they are repaired. */
  private static final Set<Stage> BROKEN =
      EnumSet.of(
          Stage.STABLE_UNAVAILABLE,
          Stage.CANARY_UNAVAILABLE,
          Stage.DECISION_FAILED,
          Stage.SERVING_FROM_ALL_PODS,
          Stage.SHIFT_FAILED,
          Stage.ROLLOUT_INTERRUPTED,
          Stage.RESUMING_ROLLOUT,
          Stage.RECOVERING);

  static Stream<Stage> stages() {
    return StageFaultsTest.stages()
        .filter(stage -> !BROKEN.contains(stage) && !stage.in(Section.REMOVAL));
  }

  @ParameterizedTest
  @MethodSource("stages")
  void itIsGoneInTime(Stage stage) {
    Life way = StageFaultsTest.wayTo(stage);
    List<Disturbance> timeline = new ArrayList<>(way.timeline());
    timeline.add(
        new Disturbance(Duration.ofMillis(1), "delete-release", Map.of("in", stage.name())));
    LifeOutcome outcome = way.with(timeline).live(PlantedFault.NONE);
    String story = String.join("\n", outcome.story());
    assertThat(outcome.broken()).as(story).isEmpty();
    Duration took = at(GONE, outcome).orElseThrow().minus(at(DELETED, outcome).orElseThrow());
    System.out.printf("deleted in %s: gone after %.1f s%n", stage, took.toMillis() / 1000.0);
    assertThat(took).as(story).isLessThanOrEqualTo(limit(way, stage));
  }

  /** The drain, six changes that reach all proxies one after another, and some seconds. */
  private static Duration limit(Life way, Stage stage) {
    ReleasePolicy policy = PolicyReader.read(SpecVariants.named(way.spec())).policy();
    Duration ordinary = policy.drain().plus(policy.propagation().multipliedBy(6)).plusSeconds(5);
    return WITHOUT_ROLL_OUT.stream().anyMatch(stage::in) ? ordinary : ordinary.plus(ROLL_OUT);
  }

  private static Optional<Duration> at(Pattern line, LifeOutcome outcome) {
    return outcome.story().stream()
        .map(line::matcher)
        .filter(Matcher::matches)
        .map(found -> Duration.ofMillis(Math.round(Double.parseDouble(found.group(1)) * 1000)))
        .findFirst();
  }
}
