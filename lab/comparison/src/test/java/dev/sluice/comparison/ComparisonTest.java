package dev.sluice.comparison;

import static dev.sluice.comparison.RunEnd.RunOutcome.PROMOTED;
import static dev.sluice.comparison.RunEnd.RunOutcome.ROLLED_BACK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.Stakes;
import dev.sluice.comparison.Reference.Value;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What Sluice promises, by simulation, and that it finds harm no later than another implementation
 * of the same tests. {@code -Dsluice.compare.runs=10000} makes the ordinary build's glance
 * thorough.
 */
class ComparisonTest {
  private static final double FALSE_ROLLBACK_RATE = 0.01;

  /** The half hour before the release holds but two such clumps: too few to learn from. */
  private static final String RARE_CLUMPS = "clumps of 10, 0.1%, 10/s";

  private static final double RARE_CLUMPS_RATE = 0.03;

  /** Sluice leaves a version's first minute out, which the reference does not. */
  private static final int WARM_UP_SECONDS = 60;

  private static final Experiment EXPERIMENT =
      new Experiment(1, Integer.getInteger("sluice.compare.runs", 200));

  private static Reference reference;

  @BeforeAll
  static void read() throws IOException {
    reference = Reference.read();
  }

  static Stream<TrafficCase> innocent() {
    return Stream.concat(TrafficCases.healthy().stream(), TrafficCases.trouble().stream());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("innocent")
  void an_innocent_canary_is_rarely_taken_back(TrafficCase world) {
    RunEnds endings = watch(world, Rivals.sluice());
    Noise.assertAtMost(
        world.name().equals(RARE_CLUMPS) ? RARE_CLUMPS_RATE : FALSE_ROLLBACK_RATE,
        endings.count(ROLLED_BACK),
        endings.runs(),
        world.name());
  }

  static List<CallerCases.BesideCallers> besideCallers() {
    return CallerCases.healthy();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("besideCallers")
  void all_four_metrics_rarely_roll_back_a_healthy_canary(CallerCases.BesideCallers healthy) {
    ToolRule rule = SluiceAnalysis.rule(Rivals.SLUICE, Stakes.DEFAULT, SluiceAnalysis.DEFAULTS);
    RunEnds endings =
        EXPERIMENT.watch(healthy.world(), healthy.schedule(), Schedule.HOUR, List.of(rule)).get(0);
    Noise.assertAtMost(
        FALSE_ROLLBACK_RATE, endings.count(ROLLED_BACK), endings.runs(), healthy.world().name());
  }

  static Stream<TrafficCase> equallyFast() {
    return TrafficCases.latency().stream()
        .filter(
            world ->
                Stream.of("same", "both x1.5 from 30min", "10% noise per arm and scrape")
                    .anyMatch(name -> world.name().endsWith("/s " + name)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("equallyFast")
  void a_canary_that_is_no_slower_is_rarely_taken_back(TrafficCase world) {
    RunEnds endings = watch(world, slowness());
    Noise.assertAtMost(
        FALSE_ROLLBACK_RATE, endings.count(ROLLED_BACK), endings.runs(), world.name());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("edges")
  void a_canary_at_the_edge_is_rarely_promoted(Edge edge) {
    int passed = (int) Math.round(edge.passed(EXPERIMENT) * EXPERIMENT.runs());
    Noise.assertAtMost(0.05, passed, EXPERIMENT.runs(), edge.name());
  }

  static List<Edge> edges() {
    return Edge.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("worse")
  void errors_are_found_no_later_than_by_the_reference(TrafficCase world) {
    assertNoLater("worse", world.name(), watch(world, Rivals.sluice()), 0);
  }

  static List<TrafficCase> worse() {
    return TrafficCases.worse();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("late")
  void errors_that_come_late_are_found_no_later_than_by_the_reference(TrafficCase world) {
    RunEnds endings = watch(world, Rivals.sluice()).after(TrafficCases.ONSET);
    assertNoLater("late", world.name(), endings, TrafficCases.ONSET);
  }

  static List<TrafficCase> late() {
    return TrafficCases.lateOnset();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("slower")
  void slowness_is_found_no_later_than_by_the_reference(TrafficCase world) {
    assertNoLater("latency", world.name(), watch(world, slowness()), WARM_UP_SECONDS);
  }

  static Stream<TrafficCase> slower() {
    return TrafficCases.latency().stream()
        .filter(
            world ->
                reference.find("latency", world.name(), Rivals.SLUICE, "medianSeconds").isPresent())
        // What is tolerated is found by accident only.
        .filter(world -> !world.name().endsWith("x1.1"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("weights")
  void at_each_weight_errors_are_found_no_later_than_by_the_reference(TrafficCases.AtWeight at) {
    for (int rate : TrafficCases.RATES) {
      TrafficCase world = at.world(rate);
      RunEnds endings =
          EXPERIMENT
              .watch(
                  world,
                  Schedule.constant(at.weight()),
                  TrafficCases.LONG,
                  List.of(Rivals.sluice()))
              .get(0);
      assertThat(endings.share(ROLLED_BACK)).as("%s: rolled back", world.name()).isEqualTo(1);
      assertNoLater("weights", world.name(), endings, 0);
    }
  }

  static List<TrafficCases.AtWeight> weights() {
    return TrafficCases.weights();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ownPace")
  void at_its_own_pace_it_ends_as_the_reference_does_and_no_later(TrafficCase world) {
    for (Pace pace : Rivals.paces()) {
      Optional<Value> back = reference.find("pace", world.name(), pace.name(), "rolledBackPercent");
      if (back.isEmpty()) {
        continue;
      }
      String what = world.name() + ", " + pace.name();
      Value on = reference.get("pace", world.name(), pace.name(), "promotedPercent");
      Value median = reference.get("pace", world.name(), pace.name(), "medianSeconds");
      RunEnds endings = EXPERIMENT.go(world, pace, 6 * Schedule.HOUR);
      if (!pace.name().startsWith(Rivals.SLUICE)) {
        Noise.assertSame(endings, ROLLED_BACK, back.get(), what);
        Noise.assertSame(endings, PROMOTED, on, what);
      } else if (back.get().value() > on.value()) {
        Noise.assertNotLess(endings, ROLLED_BACK, back.get(), what);
        Noise.assertNoLater(endings, ROLLED_BACK, 0.5, median, 0, what);
      } else {
        Noise.assertNotLess(endings, PROMOTED, on, what);
        Noise.assertNoLater(endings, PROMOTED, 0.5, median, 0, what);
      }
    }
  }

  static List<TrafficCase> ownPace() {
    return TrafficCases.ownPace();
  }

  /** Kayenta is left out: the reference shortens its test. */
  private static final List<ToolRule> RIVALS =
      Rivals.errors().stream()
          .filter(rule -> rule instanceof FlaggerRule || rule instanceof ArgoRule)
          .toList();

  static Stream<TrafficCase> rivalled() {
    return Stream.of(TrafficCases.healthy(), TrafficCases.worse()).flatMap(List::stream);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rivalled")
  void the_rivals_do_what_they_do_in_the_reference(TrafficCase world) {
    List<RunEnds> endings = EXPERIMENT.watch(world, Schedule.COMMON, Schedule.HOUR, RIVALS);
    String table =
        TrafficCases.healthy().stream().anyMatch(h -> same(h, world)) ? "healthy" : "worse";
    for (int i = 0; i < RIVALS.size(); i++) {
      String rule = RIVALS.get(i).name();
      Noise.assertSame(
          endings.get(i),
          ROLLED_BACK,
          reference.get(table, world.name(), rule, "rolledBackPercent"),
          table + " " + world.name() + ", " + rule);
    }
  }

  private static boolean same(TrafficCase one, TrafficCase other) {
    return one.name().equals(other.name())
        && one.stable().applyAsDouble(0) == other.stable().applyAsDouble(0);
  }

  private static ToolRule slowness() {
    return Rivals.latency().get(Rivals.latency().size() - 1);
  }

  private static RunEnds watch(TrafficCase world, ToolRule rule) {
    return EXPERIMENT.watch(world, Schedule.COMMON, Schedule.HOUR, List.of(rule)).get(0);
  }

  private static void assertNoLater(String table, String name, RunEnds endings, int more) {
    reference
        .find(table, name, Rivals.SLUICE, "rolledBackPercent")
        .ifPresent(share -> Noise.assertNotLess(endings, ROLLED_BACK, share, name));
    Value median = reference.get(table, name, Rivals.SLUICE, "medianSeconds");
    Noise.assertNoLater(endings, ROLLED_BACK, 0.5, median, more, name);
    reference
        .find(table, name, Rivals.SLUICE, "p90Seconds")
        .ifPresent(p90 -> Noise.assertNoLater(endings, ROLLED_BACK, 0.9, p90, more, name));
  }
}
