package dev.sluice.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.analysis.evidence.Counts;
import dev.sluice.analysis.evidence.HarmState;
import dev.sluice.analysis.evidence.UsualShare;
import dev.sluice.spec.PolicyReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The kinds of metrics against values that a short script computed from the documentation, with
 * decimal arithmetic of forty digits: what each counts, what it is worth, and the evidence of whole
 * runs.
 */
class KindsVectorsTest {
  private static final Path SCRIPT = Path.of("src/test/python/kinds_vectors.py");
  private static final Path FILE = Path.of("src/test/resources/analysis-kinds-vectors.json");
  private static final double TOLERANCE = 1e-9;
  private static final int STEP = 15;

  private static final AnalysisPolicy USUAL = PolicyReader.read(null).policy().analysis();
  private static final AnalysisContext AT_20 =
      new AnalysisContext(0.2, OptionalDouble.of(0.5), "canary", "stable");

  private static Vectors file;

  @BeforeAll
  static void read() throws IOException {
    file = Vectors.ofResource("/analysis-kinds-vectors.json");
  }

  @Test
  void theFileIsWhatTheScriptPrints() throws Exception {
    Process script;
    try {
      script =
          new ProcessBuilder("python3", SCRIPT.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
    } catch (IOException missing) {
      assumeTrue(false, "skipped: " + missing.getMessage());
      return;
    }
    String printed = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(script.waitFor()).as("exit status of %s", SCRIPT).isZero();
    assertThat(printed).isEqualTo(Files.readString(FILE));
  }

  @Test
  void classes() {
    for (Vectors want : file.all("classes")) {
      ResponseClass response = new ResponseClass(want.at("http").text(), want.at("grpc").text());
      RequestCounts one = new RequestCounts(Map.of(response, 1L), new TreeMap<>());
      List<String> counted = new ArrayList<>();
      for (MetricRule metric : USUAL.metrics()) {
        if (metric instanceof MetricRule.ErrorRule rule && rule.count(one).errors() > 0) {
          counted.add(rule.name());
        }
      }
      if (one.failed(any -> false).requests() > 0) {
        counted.add("answered");
      }
      assertThat(counted)
          .as("%s %s", want, response)
          .containsExactlyInAnyOrderElementsOf(want.texts("counted"));
    }
  }

  @Test
  void stakes() {
    for (Vectors want : file.all("stakes")) {
      Map<String, Double> got =
          began(want).metrics().stream()
              .collect(Collectors.toMap(MetricEvidence::name, MetricEvidence::stake));
      Vectors stakes = want.at("stakes");
      assertThat(got.keySet()).containsExactlyInAnyOrderElementsOf(stakes.fields());
      got.forEach((name, stake) -> assertSame(stakes.at(name), stake));
    }
  }

  @Test
  void theSumOfWhatTheMetricsHold() {
    for (Vectors trial : file.all("stakes")) {
      for (Vectors want : trial.all("later")) {
        AnalysisPolicy then = policy(want);
        Evidence known = withNothingNew(then, began(trial));
        Evidence evidence = holding(known, want.at("capitals"));
        assertSame(want.at("W"), wealth(then, evidence));
        assertSame(want.at("W"), wealth(then, withNothingNew(then, evidence)));
      }
    }
  }

  @Test
  void whatIsUsual() {
    for (Vectors want : file.all("usual")) {
      int step = (int) want.whole("stepSeconds");
      List<Counts> blocks =
          want.all("blocks").stream()
              .map(block -> block.all().stream().mapToLong(Vectors::whole).toArray())
              .map(block -> new Counts(block[0], block[1]))
              .toList();
      Double usual = UsualShare.of(blocks, step);
      assertThat(usual != null).as("%s", want).isEqualTo(want.has("usual"));
      if (usual != null) {
        assertSame(want.at("usual"), usual);
      }
      Counts memory = UsualShare.outsideOfOutages(blocks, step, usual);
      assertThat(List.of(memory.requests(), memory.errors()))
          .as("%s", want)
          .isEqualTo(want.at("memory").all().stream().map(Vectors::whole).toList());
    }
  }

  private static BaselineOutage outage(Evidence evidence) {
    return evidence.metrics().stream()
        .map(MetricEvidence::outage)
        .reduce(BaselineOutage.NONE, BaselineOutage::or);
  }

  @Test
  void runs() {
    for (Vectors want : file.all("runs")) {
      int step = (int) want.whole("stepSeconds");
      AnalysisEngine engine = new AnalysisEngine(USUAL, step);
      double[] bounds = want.array("bounds");
      List<RequestCounts> history =
          want.has("history")
              ? want.all("history").stream().map(block -> counts(block, bounds)).toList()
              : List.of();
      Evidence evidence = engine.begin(0, history);
      double before = 0;
      for (Vectors block : want.all("blocks")) {
        double weight = block.number("weight");
        if (before > 0 && weight != before) {
          evidence = evidence.atNewWeight(weight > before);
        }
        before = weight;
        Sample sample =
            new Sample(
                evidence.time() + step,
                counts(block.at("canary"), bounds),
                counts(block.at("stable"), bounds),
                Map.of());
        AnalysisContext context =
            new AnalysisContext(weight, OptionalDouble.empty(), "canary", "stable");
        evidence = engine.step(evidence, sample, context);
        if (weight < 1) {
          assertThat(outage(evidence)).as("%s", block).hasToString(block.at("outage").text());
        }
        Vectors capitals = block.at("capitals");
        for (MetricRule rule : USUAL.metrics()) {
          MetricProcess process = new MetricProcess(rule);
          OptionalDouble logHarm = process.logHarm(process.of(evidence));
          assertThat(logHarm.isPresent())
              .as("%s: %s is measured", block, rule.name())
              .isEqualTo(capitals.has(rule.name()));
          logHarm.ifPresent(log -> assertSame(capitals.at(rule.name()), Math.exp(log)));
        }
        assertSame(block.at("W"), wealth(USUAL, evidence));
      }
    }
  }

  private static void assertSame(Vectors want, double got) {
    double number = want.number();
    assertThat(got).as("%s", want).isCloseTo(number, within(TOLERANCE * Math.abs(number)));
  }

  private static double wealth(AnalysisPolicy policy, Evidence evidence) {
    return Math.exp(new StakeCombiner(policy, evidence).logHarm());
  }

  /** A trial that begins with the metrics of an entry. */
  private static Evidence began(Vectors entry) {
    SortedMap<Double, Long> durations = new TreeMap<>();
    if (entry.flag("durations")) {
      durations.putAll(Map.of(25.0, 20L, 50.0, 60L, 100.0, 90L, Double.POSITIVE_INFINITY, 100L));
    }
    RequestCounts usual = new RequestCounts(Map.of(new ResponseClass("200", ""), 100L), durations);
    return new AnalysisEngine(policy(entry), STEP).begin(0, List.of(usual, usual));
  }

  private static Evidence withNothingNew(AnalysisPolicy policy, Evidence before) {
    Sample nothing =
        new Sample(before.time() + STEP, RequestCounts.NONE, RequestCounts.NONE, Map.of());
    return new AnalysisEngine(policy, STEP).step(before, nothing, AT_20);
  }

  /** The same trial, had its metrics come to hold this much. */
  private static Evidence holding(Evidence before, Vectors capitals) {
    List<MetricEvidence> metrics =
        before.metrics().stream()
            .map(
                metric ->
                    capitals.has(metric.name())
                        ? holding(metric, capitals.number(metric.name()))
                        : metric)
            .toList();
    return new Evidence(
        before.time(),
        before.startedAt(),
        before.reporter(),
        before.weightJustRaised(),
        before.stepIntervals(),
        before.stepRequests(),
        before.stepAnswered(),
        before.lastTraffic(),
        before.recentTotals(),
        before.trafficShare(),
        before.trafficSurplus(),
        before.unattributed(),
        metrics);
  }

  /** Where several comparisons make up a metric, they hold different amounts with this mean. */
  private static MetricEvidence holding(MetricEvidence metric, double capital) {
    List<Comparison> comparisons = new ArrayList<>();
    int all = metric.comparisons().size();
    for (Comparison comparison : metric.comparisons()) {
      double part = 2 * capital * (comparisons.size() + 1) / (all + 1);
      comparisons.add(holding(comparison, part));
    }
    return new MetricEvidence(
        metric.name(), metric.kind(), metric.stake(), comparisons, null, metric.window());
  }

  private static Comparison holding(Comparison comparison, double capital) {
    HarmState harm = comparison.harm();
    int bets = harm.logBets().size();
    List<Double> even = Stream.generate(() -> Math.log(capital / 2 / bets)).limit(bets).toList();
    return new Comparison(
        comparison.millis(),
        comparison.phi(),
        comparison.rho(),
        comparison.delta(),
        comparison.gateRho(),
        new HarmState(capital / 2, even, harm.errors(), harm.requests()),
        comparison.fitness(),
        comparison.usualShare(),
        comparison.recent(),
        comparison.recentCandidate(),
        comparison.candidate(),
        comparison.baseline());
  }

  private static AnalysisPolicy policy(Vectors entry) {
    return new AnalysisPolicy(
        Enforcement.ENFORCE,
        0.01,
        entry.all("metrics").stream().map(KindsVectorsTest::rule).toList());
  }

  private static MetricRule rule(Vectors metric) {
    String name = metric.at("name").text();
    Enforcement mode = Enforcement.valueOf(metric.at("mode").text());
    MetricKind kind = MetricKind.valueOf(metric.at("kind").text());
    return switch (kind) {
      case ERRORS, CLIENT_ERRORS, ABANDONED ->
          new MetricRule.ErrorRule(
              name, mode, kind, 0.1, 0.01, OptionalDouble.empty(), List.of("5xx"), List.of());
      case LATENCY -> new MetricRule.LatencyRule(name, mode, 0.1, 25, Optional.empty());
      case THRESHOLD ->
          new MetricRule.ThresholdRule(
              name, mode, "vector(1)", OptionalDouble.empty(), OptionalDouble.of(1), 3, 5);
    };
  }

  private static RequestCounts counts(Vectors block, double[] bounds) {
    Map<ResponseClass, Long> responses = new HashMap<>();
    block.wholes("responses").forEach((code, n) -> responses.put(new ResponseClass(code, ""), n));
    SortedMap<Double, Long> durations = new TreeMap<>();
    if (block.has("within")) {
      List<Vectors> within = block.all("within");
      for (int i = 0; i < within.size(); i++) {
        durations.put(
            i < bounds.length ? bounds[i] : Double.POSITIVE_INFINITY, within.get(i).whole());
      }
    }
    return new RequestCounts(responses, durations);
  }
}
