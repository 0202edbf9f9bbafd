package dev.sluice.metrics.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.AnalysisTarget;
import dev.sluice.analysis.MetricsSnapshot;
import dev.sluice.analysis.MissingData;
import dev.sluice.analysis.RequestCounts;
import dev.sluice.analysis.ResponseClass;
import dev.sluice.analysis.Sample;
import dev.sluice.metrics.ReleaseKey;
import dev.sluice.metrics.prometheus.RealPrometheus.WrittenSeries;
import dev.sluice.metrics.prometheus.tls.Credentials;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What a real Prometheus makes of the queries, with samples of all kinds written to it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SamplerIT {
  private static final SamplingGrid GRID =
      new SamplingGrid(Duration.ofSeconds(15), Duration.ofSeconds(1));
  private static final ResponseClass OK = new ResponseClass("200", "");
  private static final ResponseClass BAD = new ResponseClass("503", "");

  private RealPrometheus prometheus;

  /** One for all: Prometheus takes 512 connections. */
  private PrometheusClient client;

  /** A point of the grid, half an hour ago. */
  private long start;

  /** Each test writes to a namespace of its own. */
  private String namespace;

  private Sampler sampler;

  @BeforeAll
  void start(@TempDir Path directory) throws IOException {
    RealPrometheus.assume();
    prometheus = new RealPrometheus(directory);
    client = new PrometheusClient(prometheus.address(), Credentials.NONE, answer -> {});
    start = GRID.newest(Instant.now()) - 1800;
  }

  @AfterAll
  void stop() throws InterruptedException {
    if (prometheus != null) {
      prometheus.close();
    }
  }

  @BeforeEach
  void begin(TestInfo test) {
    namespace = test.getTestMethod().orElseThrow().getName().toLowerCase(java.util.Locale.ROOT);
    sampler = sampler();
  }

  @Test
  void everyRequestIsInTheStepOfItsScrape() throws Exception {
    WrittenSeries stable = scraped("users", "200", "a", 7, -300, 120, 5000, 40);
    WrittenSeries canary =
        requests("users-canary-2", "200", "a").at(start + 7, 3).at(start + 22, 8);
    prometheus.write(List.of(stable, canary));
    List<Sample> steps = steps(0, 60);
    assertThat(counts(steps, false, OK))
        .containsExactly(e(15, 40), e(30, 40), e(45, 40), e(60, 40));
    assertThat(counts(steps, true, OK)).containsExactly(e(15, 3), e(30, 5), e(45, 0), e(60, 0));
  }

  @Test
  void aCounterThatRestartsCountsWhole() throws Exception {
    WrittenSeries stable = scraped("users", "200", "a", 7, -300, 20, 5000, 40);
    stable.at(start + 22, 11).at(start + 37, 31);
    prometheus.write(List.of(stable));
    assertThat(counts(steps(0, 45), false, OK)).containsExactly(e(15, 40), e(30, 11), e(45, 20));
  }

  @Test
  void aNewSeriesCountsFromItsFirstSample() throws Exception {
    prometheus.write(
        List.of(
            scraped("users", "200", "a", 7, -300, 60, 5000, 40),
            requests("users", "503", "a").at(start + 22, 9).at(start + 37, 10),
            requests("users", "200", "b").at(start + 25, 70)));
    List<Sample> steps = steps(0, 45);
    assertThat(counts(steps, false, BAD)).containsExactly(e(15, 0), e(30, 9), e(45, 1));
    assertThat(counts(steps, false, OK)).containsExactly(e(15, 40), e(30, 110), e(45, 40));
  }

  @Test
  void whatASeriesCountedBeforeItVanishedIsNotLost() throws Exception {
    WrittenSeries leaving = scraped("users", "200", "b", 4, -300, 16, 900, 10);
    double before = leaving.samples().lastEntry().getValue();
    // Its last sample, and in the same step the scrape that does not have it any more.
    leaving.at(start + 16, before + 7).at(start + 19, WrittenSeries.STALE);
    prometheus.write(List.of(scraped("users", "200", "a", 7, -300, 60, 5000, 40), leaving));
    assertThat(counts(steps(0, 45), false, OK)).containsExactly(e(15, 50), e(30, 47), e(45, 40));
  }

  @Test
  void anOutageOfScrapesComesInOneStep() throws Exception {
    WrittenSeries stable = scraped("users", "200", "a", 7, -300, 20, 5000, 40);
    WrittenSeries errors = scraped("users", "503", "a", 7, -300, 20, 0, 0);
    long last = (long) stable.samples().lastEntry().getValue().doubleValue();
    for (WrittenSeries series : List.of(stable, errors)) {
      series.at(start + 22, WrittenSeries.STALE);
    }
    stable.at(start + 202, (double) (last + 480)).at(start + 217, (double) (last + 520));
    errors.at(start + 202, 17).at(start + 217, 18);
    prometheus.write(List.of(stable, errors));
    List<Sample> steps = steps(0, 225);
    assertThat(counts(steps, false, OK)).containsExactly(e(15, 40), e(210, 480), e(225, 40));
    assertThat(counts(steps, false, BAD)).containsExactly(e(15, 0), e(210, 17), e(225, 1));
    assertThat(missing(0, 120)).contains(new MissingData.Stale(30));
  }

  @Test
  void anOutageOfPrometheusComesInOneStep() throws Exception {
    // It was down: nobody wrote that the series are stale.
    WrittenSeries stable = scraped("users", "200", "a", 7, -300, 20, 5000, 40);
    long last = (long) stable.samples().lastEntry().getValue().doubleValue();
    stable.at(start + 202, (double) (last + 480)).at(start + 217, (double) (last + 520));
    prometheus.write(List.of(stable));
    assertThat(counts(steps(0, 225), false, OK))
        .containsExactly(e(15, 40), e(210, 480), e(225, 40));
    assertThat(missing(0, 120)).contains(new MissingData.Stale(30));
  }

  @Test
  void afterMoreThanTenMinutesNothingIsTakenForNew() throws Exception {
    WrittenSeries one = scraped("users", "200", "a", 7, -300, 20, 5000, 40);
    WrittenSeries other = scraped("users", "200", "b", 2, -300, 20, 7000, 40);
    for (int at = 640; at < 720; at += 15) {
      one.at(start + at + 7, 9000 + at);
      other.at(start + at + 2 + 8, 8000 + at);
    }
    prometheus.write(List.of(one, other));
    sampler.track(key(), trial(0));
    for (long now = 1; now <= 706; now += 15) {
      sampler.sample(at(now));
    }
    Map<Long, Long> counted = counts(sampler.snapshot(key(), at(706)).steps(), false, OK);
    assertThat(counted).containsEntry(690L, 30L).containsEntry(705L, 30L);
    assertThat(counted.values()).allMatch(count -> count <= 80);
  }

  @Test
  void anEmptyStoreHasNoBeginnings() throws Exception {
    // First scrapes of two callers with a long life behind them, in different steps.
    prometheus.write(
        List.of(
            scraped("users", "200", "a", 13, 0, 90, 5_000_000, 40),
            scraped("users", "503", "b", 1, 15, 90, 300_000, 1)));
    List<Sample> steps = steps(0, 75);
    assertThat(counts(steps, false, OK)).containsExactly(e(45, 40), e(60, 40), e(75, 40));
    assertThat(counts(steps, false, BAD)).containsExactly(e(45, 1), e(60, 1), e(75, 1));
  }

  @Test
  void aSampleThatComesAfterTheLagIsLostAndNotCountedTwice() throws Exception {
    WrittenSeries stable = scraped("users", "200", "a", 7, -300, 10, 5000, 40);
    long last = (long) stable.samples().lastEntry().getValue().doubleValue();
    prometheus.write(List.of(stable));
    sampler.track(key(), trial(0));
    sampler.sample(at(31));
    prometheus.write(List.of(requests("users", "200", "a").at(start + 22, (double) (last + 40))));
    prometheus.write(List.of(requests("users", "200", "a").at(start + 37, (double) (last + 80))));
    sampler.sample(at(46));
    assertThat(counts(sampler.snapshot(key(), at(46)).steps(), false, OK))
        .containsExactly(e(15, 40), e(45, 40));
  }

  @Test
  void durationsAreCountedByBucket() throws Exception {
    prometheus.write(List.of(scraped("users", "200", "a", 7, -300, 60, 5000, 40)));
    prometheus.write(buckets(-300, 60, Map.of("10.0", 25, "100.0", 38, "+Inf", 40)));
    assertThat(steps(0, 30))
        .hasSize(2)
        .allSatisfy(
            step -> {
              assertThat(step.baseline().durations())
                  .containsExactly(
                      Map.entry(10.0, 25L),
                      Map.entry(100.0, 38L),
                      Map.entry(Double.POSITIVE_INFINITY, 40L));
              assertThat(step.baseline().slower(100).errors()).isEqualTo(2);
            });
  }

  @Test
  void onlyBoundsThatAreComparedAreAskedForOnceTheyAreKnown() throws Exception {
    prometheus.write(List.of(scraped("users", "200", "a", 7, -300, 60, 5000, 40)));
    prometheus.write(buckets(-300, 60, Map.of("10.0", 25, "100.0", 38, "1e+06", 39, "+Inf", 40)));
    sampler.track(key(), comparing(100, 1_000_000));
    sampler.sample(at(16));
    sampler.sample(at(31));
    assertThat(sampler.snapshot(key(), at(31)).steps())
        .extracting(step -> step.baseline().durations())
        .containsExactly(
            new TreeMap<>(Map.of(10.0, 25L, 100.0, 38L, 1e6, 39L, Double.POSITIVE_INFINITY, 40L)),
            new TreeMap<>(Map.of(100.0, 38L, 1e6, 39L, Double.POSITIVE_INFINITY, 40L)));
  }

  @Test
  void boundsThatAreWrittenInAnotherWayFromThenOnAreFound() throws Exception {
    prometheus.write(List.of(scraped("users", "200", "a", 7, -300, 90, 5000, 40)));
    prometheus.write(buckets(-300, 30, Map.of("10", 25, "100", 38, "+Inf", 40)));
    prometheus.write(buckets(30, 90, Map.of("10.0", 25, "100.0", 38)));
    prometheus.write(buckets(-300, 90, Map.of("+Inf", 40)));
    sampler.track(key(), comparing(100));
    for (long now = 16; now <= 76; now += 15) {
      sampler.sample(at(now));
    }
    assertThat(sampler.snapshot(key(), at(76)).steps())
        .extracting(step -> step.baseline().slower(100).requests())
        .as("missed once, looked for among all bounds, known again")
        .containsExactly(40L, 40L, 0L, 40L, 40L);
  }

  /** A trial that is judged by these bounds of the histogram. */
  private AnalysisTarget comparing(double... bounds) {
    return new AnalysisTarget(
        "users-canary-2",
        "users",
        at(0),
        Optional.empty(),
        Map.of(),
        Optional.of(Arrays.stream(bounds).boxed().collect(Collectors.toSet())));
  }

  /** Buckets of users' histogram, each with so many requests more in every scrape. */
  private List<WrittenSeries> buckets(int from, int to, Map<String, Integer> growth) {
    List<WrittenSeries> series = new ArrayList<>();
    growth.forEach(
        (bound, requests) -> {
          WrittenSeries bucket =
              labelled(
                  "istio_request_duration_milliseconds_bucket",
                  "users",
                  Map.of("le", bound, "response_code", "200", "pod", "a"));
          for (int at = from; at < to; at += 15) {
            bucket.at(start + at + 7, 70 + requests * (double) (at + 300) / 15);
          }
          series.add(bucket);
        });
    return series;
  }

  @Test
  void theHistoryIsTheHalfHourBefore() throws Exception {
    prometheus.write(List.of(scraped("users", "200", "a", 7, -300, 1800, 5000, 40)));
    sampler.track(
        key(),
        new AnalysisTarget("users-canary-2", "users", at(1790), Optional.of(at(1790)), Map.of()));
    sampler.sample(at(1801));
    List<RequestCounts> history = sampler.snapshot(key(), at(1801)).history().orElseThrow();
    assertThat(history).hasSize(120).allMatch(tally -> tally.requests() == 40);
  }

  @Test
  void aStepShorterThanTheScrapeIntervalIsNamed() throws Exception {
    WrittenSeries slow = requests("users", "200", "a");
    for (int at = -900; at < 60; at += 30) {
      // An outage in the meantime makes no longer interval of it.
      if (at < -200 || at > -20) {
        slow.at(start + at + 3, 7000 + at);
      }
    }
    prometheus.write(List.of(slow));
    assertThat(missing(0, 30)).contains(new MissingData.StepShorterThanScrape(15, 30));
  }

  @Test
  void randomCountersAreCountedExactly() throws Exception {
    for (int seed = 0; seed < 20; seed++) {
      namespace = "random-" + seed;
      Random random = new Random(seed);
      List<WrittenSeries> series = new ArrayList<>();
      TreeMap<Long, Map<ResponseClass, Long>> truth = new TreeMap<>();
      for (String pod : List.of("a", "b", "c")) {
        int offset = random.nextInt(15);
        boolean[] failed = new boolean[80];
        for (int scrape = 20; scrape < failed.length; scrape++) {
          failed[scrape] = random.nextInt(10) == 0;
        }
        for (String code : List.of("200", "500", "503")) {
          WrittenSeries one = requests("users", code, pod);
          int birth = code.equals("200") ? 0 : random.nextInt(60);
          long value = birth == 0 ? random.nextInt(100_000) : 0;
          long last = -1;
          for (int scrape = birth; scrape < failed.length; scrape++) {
            long time = start - 300 + 15L * scrape + offset;
            value = random.nextInt(25) == 0 ? random.nextInt(9) : value + random.nextInt(30);
            if (failed[scrape]) {
              one.at(time, WrittenSeries.STALE);
              continue;
            }
            one.at(time, (double) value);
            long grown = last < 0 || value < last ? value : value - last;
            long point = Math.floorDiv(time + 14, 15) * 15;
            truth
                .computeIfAbsent(point, t -> new HashMap<>())
                .merge(new ResponseClass(code, ""), grown, Long::sum);
            last = value;
          }
          series.add(one);
        }
      }
      prometheus.write(series);
      Map<Long, Map<ResponseClass, Long>> expected = new TreeMap<>();
      truth
          .subMap(start + 15, true, start + 600, true)
          .forEach((point, answers) -> expected.put(point, answers));
      Sampler through = sampler();
      through.track(key(), trial(0));
      for (int now = 1; now <= 601; now += 15) {
        through.sample(at(now));
      }
      List<Sample> steps = through.snapshot(key(), at(601)).steps();
      assertThat(answers(steps)).as("seed %d", seed).isEqualTo(expected);
      for (int judged = 0; judged < 600; judged += 30 + random.nextInt(60)) {
        Sampler restarted = sampler();
        restarted.track(key(), trial(judged));
        restarted.sample(at(601));
        through.track(key(), trial(judged));
        assertThat(restarted.snapshot(key(), at(601)).steps())
            .as("seed %d, judged up to %d", seed, judged)
            .isEqualTo(through.snapshot(key(), at(601)).steps());
      }
    }
  }

  private static Map<Long, Map<ResponseClass, Long>> answers(List<Sample> steps) {
    Map<Long, Map<ResponseClass, Long>> answers = new TreeMap<>();
    steps.forEach(step -> answers.put(step.time(), step.baseline().responses()));
    return answers;
  }

  private Sampler sampler() {
    return new Sampler(client, GRID);
  }

  private ReleaseKey key() {
    return new ReleaseKey(namespace, "users");
  }

  private AnalysisTarget trial(long after) {
    return new AnalysisTarget("users-canary-2", "users", at(after), Optional.empty(), Map.of());
  }

  private Instant at(long second) {
    return Instant.ofEpochSecond(start + second);
  }

  /** The steps of a trial from {@code after} on, all asked for at {@code now}. */
  private List<Sample> steps(long after, long now) {
    return samples(after, now).steps();
  }

  private Optional<MissingData> missing(long after, long now) {
    return samples(after, now).missingData();
  }

  private MetricsSnapshot samples(long after, long now) {
    Sampler fresh = sampler();
    fresh.track(key(), trial(after));
    fresh.sample(at(now + 1));
    return fresh.snapshot(key(), at(now + 1));
  }

  private NavigableMap<Long, Long> counts(
      List<Sample> steps, boolean candidate, ResponseClass answer) {
    NavigableMap<Long, Long> counts = new TreeMap<>();
    for (Sample step : steps) {
      RequestCounts tally = candidate ? step.candidate() : step.baseline();
      counts.put(step.time() - start, tally.responses().getOrDefault(answer, 0L));
    }
    return counts;
  }

  private static Map.Entry<Long, Long> e(long second, long count) {
    return Map.entry(second, count);
  }

  /** Scraped every 15 s, each time with so many requests more. */
  private WrittenSeries scraped(
      String workload,
      String code,
      String pod,
      int offset,
      int from,
      int to,
      long first,
      long more) {
    WrittenSeries series = requests(workload, code, pod);
    long value = first;
    for (int at = from; at + offset < to; at += 15) {
      series.at(start + at + offset, (double) value);
      value += more;
    }
    return series;
  }

  private WrittenSeries requests(String workload, String code, String pod) {
    return labelled("istio_requests_total", workload, Map.of("response_code", code, "pod", pod));
  }

  private WrittenSeries labelled(String name, String workload, Map<String, String> more) {
    Map<String, String> labels = new HashMap<>(more);
    labels.put("reporter", "source");
    labels.put("destination_workload_namespace", namespace);
    labels.put("destination_workload", workload);
    labels.put("instance", more.get("pod") + ":15020");
    return WrittenSeries.of(name, labels);
  }
}
