package dev.sluice.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.StringReader;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class ExperimentTest {
  private static final TrafficCase WORSE = TrafficCases.worse().get(1);

  @Test
  void the_number_of_threads_changes_nothing() throws Exception {
    assertThat(inPool(1, 42)).isEqualTo(inPool(4, 42));
  }

  @Test
  void another_seed_draws_other_requests() throws Exception {
    assertThat(inPool(2, 42)).isNotEqualTo(inPool(2, 43));
    // No run of one seed may come again under another.
    assertThat(first(42, 1)).isNotEqualTo(first(43, 0));
    assertThat(first(42, 0)).isNotEqualTo(first(42, 1));
  }

  private static List<RunEnds> inPool(int threads, long seed) throws Exception {
    ForkJoinPool pool = new ForkJoinPool(threads);
    try {
      return pool.submit(
              () ->
                  new Experiment(seed, 40)
                      .watch(WORSE, Schedule.COMMON, Schedule.HOUR, List.of(Rivals.sluice())))
          .get();
    } finally {
      pool.shutdown();
    }
  }

  private static List<Long> first(long seed, int run) {
    RequestDraws draws = new RequestDraws(seed, WORSE.name(), run);
    return List.of(draws.poisson(1e6), draws.poisson(1e6), draws.poisson(1e6));
  }

  @Test
  void each_version_gets_its_requests_and_errors() {
    TrafficCase world = TrafficCase.of("plain", 100, 0.01, 0.02).split(1.5);
    TrafficRecording recording = new TrafficRecording(world, new RequestDraws(1, world.name(), 0));
    int scrapes = 2000;
    for (int k = 0; k < scrapes; k++) {
      recording.scrape(0.2);
    }
    // Expected counts and five of their standard deviations.
    assertCount(recording.canary().requests(0, scrapes), 2000 * 1500 * 0.3);
    assertCount(recording.stable().requests(0, scrapes), 2000 * 1500 * 0.7);
    assertCount(recording.series(VersionRole.CONTROL).requests(0, scrapes), 2000 * 1500 * 0.2);
    assertCount(recording.canary().errors(0, scrapes), 2000 * 1500 * 0.3 * 0.02);
    assertCount(recording.stable().errors(0, scrapes), 2000 * 1500 * 0.7 * 0.01);
    assertThat(recording.excess())
        .isCloseTo(2000 * 1500 * 0.3 * 0.01, within(5 * Math.sqrt(2000 * 1500 * 0.3 * 0.02)));
  }

  @Test
  void clumps_fail_as_many_requests_in_fewer_places() {
    TrafficCase world = TrafficCase.of("clumped", 100, 0.01, 0.01).clumps(Clumps.geometric(3));
    TrafficRecording recording = new TrafficRecording(world, new RequestDraws(1, world.name(), 0));
    int scrapes = 2000;
    for (int k = 0; k < scrapes; k++) {
      recording.scrape(0.5);
    }
    double expected = 2000 * 750 * 0.01;
    // Squares of a geometric size of mean 3 are 15 on average, five times its mean.
    assertThat((double) recording.canary().errors(0, scrapes))
        .isCloseTo(expected, within(5 * Math.sqrt(5 * expected)));
    double variance = 0;
    double mean = expected / scrapes;
    for (int k = 0; k < scrapes; k++) {
      variance += Math.pow(recording.canary().errors(k, k + 1) - mean, 2) / scrapes;
    }
    assertThat(variance / mean).isCloseTo(5, within(1.0));
  }

  @Test
  void durations_are_lognormal_and_their_quantile_is_that_of_the_buckets() {
    TrafficCase world =
        TrafficCase.of("timed", 1000, 0, 0).taking(t -> Speed.USUAL, t -> Speed.times(2), 0);
    TrafficRecording recording = new TrafficRecording(world, new RequestDraws(1, world.name(), 0));
    for (int k = 0; k < 100; k++) {
      recording.scrape(0.5);
    }
    long[] within = recording.stable().within(0, 100);
    // Bound 50 ms: P(Z < ln(50/40)/0.8) = P(Z < 0.27893) = 0.60985.
    assertThat((double) within[5] / within[within.length - 1]).isCloseTo(0.60985, within(0.003));
    assertThat(recording.canary().quantile(0.5, 0, 100)).isBetween(75.0, 90.0);
    assertThat(recording.stable().quantile(0.5, 0, 100)).isBetween(38.0, 46.0);
  }

  private static void assertCount(long count, double expected) {
    assertThat((double) count).isCloseTo(expected, within(5 * Math.sqrt(expected)));
  }

  @Test
  void a_page_gets_its_part_and_keeps_the_rest() {
    MarkdownPage page = new MarkdownPage("a\n<!-- compare x -->\nold\n<!-- end x -->\nb\n");
    assertThat(page.with("x", "new\n").text())
        .isEqualTo("a\n<!-- compare x -->\nnew\n<!-- end x -->\nb\n");
    assertThatThrownBy(() -> page.with("y", "")).hasMessageContaining("<!-- compare y -->");
  }

  @Test
  void a_picture_has_a_bar_for_each_tool_and_bad_canary() throws Exception {
    Table pace =
        new Table(
            List.of("case", "Flagger", "Argo", "Kayenta", "Sluice"),
            List.of(
                List.of("10/s 5.0%", "9 / 9 / 9 / 9", "9 / 9 / 9 / 9", "9 / 9 / 9 / 9", "9 / 9"),
                List.of("100/s 0.1%", "0 / 1", "0 / 1", "0 / 1", "0 / 1"),
                List.of("100/s 5.0%", "1 / 100", "1 / 1000", "1 / 10", "1 / -2")));
    NodeList bars =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(new PaceChart(pace).svg())))
            .getElementsByTagName("rect");
    List<String> widths =
        IntStream.range(0, bars.getLength())
            .mapToObj(i -> ((Element) bars.item(i)).getAttribute("width"))
            .toList();
    // The background, four of the legend, then the bars: 110 for a factor of ten.
    assertThat(widths).containsExactly("100%", "12", "12", "12", "12", "220", "330", "110", "0");
  }

  @Test
  void quantiles_are_between_the_values() {
    RunEnds endings =
        new RunEnds(
            List.of(4, 1, 2, 3).stream()
                .map(s -> new RunEnd(RunEnd.RunOutcome.ROLLED_BACK, s, 0, 0))
                .toList());
    assertThat(endings.seconds(RunEnd.RunOutcome.ROLLED_BACK, 0.5)).isEqualTo(2.5 * 15);
    assertThat(endings.seconds(RunEnd.RunOutcome.PROMOTED, 0.5)).isNaN();
  }
}
