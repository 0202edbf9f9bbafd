package dev.sluice.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.analysis.evidence.BaselineDecay;
import dev.sluice.analysis.evidence.BetMixture;
import dev.sluice.analysis.evidence.Combination;
import dev.sluice.analysis.evidence.Counts;
import dev.sluice.analysis.evidence.Dispersion;
import dev.sluice.analysis.evidence.FitnessProcess;
import dev.sluice.analysis.evidence.FitnessState;
import dev.sluice.analysis.evidence.HalfPlane;
import dev.sluice.analysis.evidence.HarmProcess;
import dev.sluice.analysis.evidence.HarmState;
import dev.sluice.analysis.evidence.IntervalCounts;
import dev.sluice.analysis.evidence.LatencyBound;
import dev.sluice.analysis.evidence.LatencyBounds;
import dev.sluice.analysis.evidence.TrafficShareProcess;
import dev.sluice.analysis.evidence.TrafficShareState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The formulas against values that were computed with fifty digits.
 *
 * <p>{@code -Dvectors=FILE} takes another file with keys of the same format; relative names start
 * at the module. A key that it lacks is skipped, an unknown key fails.
 */
class VectorsTest {
  private static final Set<String> TALK = Set.of("about", "defaults", "worstFloatError");

  /** Values of formulas that only the comparison with other tools uses, or nothing. */
  private static final Set<String> UNUSED =
      Set.of(
          "blockBernoulli",
          "counterDeltas",
          "multinomialSplit",
          "kayentaHigh",
          "betaConfidenceSequence",
          "externalCheck");

  private static final Set<String> KNOWN =
      Set.of(
          "blockPoisson",
          "harm",
          "safe",
          "safeSlow",
          "slow",
          "deficit",
          "decisions",
          "dispersion",
          "combine",
          "histogramBounds");

  private static Vectors file;

  /** The rule that "decisions" follow, where the file does not say. */
  private static Vectors defaults;

  @BeforeAll
  static void read() throws IOException {
    file = Vectors.read();
    defaults = (file.has("defaults") ? file : Vectors.ofTheProject()).at("defaults");
  }

  @Test
  void every_key_is_known() {
    assertThat(file.fields())
        .filteredOn(key -> !KNOWN.contains(key) && !TALK.contains(key) && !UNUSED.contains(key))
        .as("keys of the vector file in an unknown format")
        .isEmpty();
  }

  /** The file gives each case its settings; the product's own are those of the project's file. */
  @Test
  void the_usual_settings_are_those_of_the_reference() throws IOException {
    Vectors reference = Vectors.ofTheProject();
    Vectors usual = reference.at("defaults");
    BetMixture mixture = mixture(usual, usual.numbers("psi"), usual.number("hazardStep"));
    assertThat(BetMixture.errors(15)).isEqualTo(mixture);
    assertThat(BetMixture.slow(15).effects()).isEqualTo(usual.numbers("psiLatency"));
    assertThat(BetMixture.slow(15).cash()).isEqualTo(mixture.cash());
    assertThat(BetMixture.slow(15).hazard()).isEqualTo(mixture.hazard());
    assertThat(BaselineDecay.of(15)).isEqualTo(memory(usual));
    assertThat(FitnessProcess.PLACES).isEqualTo(usual.numbers("safeU"));
    usual.check("relBudget", FitnessProcess.RELATIVE_BUDGET);
    usual.check("absBudget", FitnessProcess.ABSOLUTE_BUDGET);
    for (Vectors deficit : reference.all("deficit")) {
      deficit.check("tol", TrafficShareProcess.TOLERATED);
      assertThat(TrafficShareProcess.BETS).isEqualTo(deficit.numbers("kappa"));
    }
    Vectors dispersion = reference.at("dispersion");
    dispersion.check("prior", Dispersion.PRIOR);
    dispersion.check("weight", Dispersion.PRIOR_WEIGHT);
    dispersion.check("cap", Dispersion.ERRORS_CAP);
  }

  @Test
  void blockPoisson() {
    for (Vectors want : cases("blockPoisson")) {
      HalfPlane edge = new HalfPlane(want.number("rho"), want.number("delta"));
      IntervalCounts block = want.block("ec", "es");
      double qc = want.number("qc");
      double qs = want.number("qs");
      want.check("logE", edge.logE(block, qc, qs));
      if (want.has("piC")) {
        want.check("piC", edge.project(block, qc, qs).candidate());
        want.check("piS", edge.project(block, qc, qs).baseline());
      }
    }
  }

  @Test
  void harm() {
    for (Vectors want : cases("harm")) {
      Vectors config = want.at("config");
      HarmProcess test =
          new HarmProcess(
              new HalfPlane(config.number("rho"), config.number("delta")),
              false,
              config.number("phi"),
              mixture(config, want.numbers("psi"), config.number("hazardStep")),
              memory(config));
      HarmState harm = test.begin(want.baseline());
      for (Vectors block : want.all("blocks")) {
        block.check("qs", harm.baselineShare());
        harm = test.next(harm, block.block("ec", "es"), block.flag("newStep"));
        block.check("cash", harm.cash());
        block.check("logW", harm.logWealth());
      }
      List<Vectors> bets = want.all("logBets");
      assertThat(harm.logBets()).as("%s", want).hasSameSizeAs(bets);
      for (int j = 0; j < bets.size(); j++) {
        bets.get(j).isReachedBy(harm.logBets().get(j));
      }
    }
  }

  @Test
  void slow() {
    for (Vectors want : cases("slow")) {
      HarmProcess test =
          new HarmProcess(
              new HalfPlane(want.number("rho"), 0),
              true,
              want.number("phi"),
              mixture(want, want.numbers("psi"), 0.1),
              BaselineDecay.of(15));
      HarmState harm = test.begin(Counts.NONE);
      for (Vectors block : want.all("blocks")) {
        harm = test.next(harm, block.block("xc", "xs"), false);
        block.check("logW", harm.logWealth());
      }
    }
  }

  @Test
  void safe() {
    for (Vectors want : cases("safe")) {
      FitnessProcess test =
          new FitnessProcess(
              new HalfPlane(want.number("rho1"), want.number("delta1")),
              false,
              want.number("phi"),
              want.numbers("u"));
      HarmProcess history =
          new HarmProcess(new HalfPlane(1, 0), true, 1, BetMixture.slow(15), memory(want));
      HarmState known = history.begin(want.baseline());
      FitnessState fit = test.begin();
      for (Vectors entry : want.all("blocks")) {
        IntervalCounts block = entry.block("ec", "es");
        fit = test.next(fit, block, known.baselineShare());
        entry.check("logV", fit.logWealth());
        known = history.next(known, block, false);
      }
    }
  }

  @Test
  void safeSlow() {
    for (Vectors want : cases("safeSlow")) {
      FitnessProcess test =
          new FitnessProcess(
              new HalfPlane(want.number("rho1"), 0), true, want.number("phi"), want.numbers("u"));
      FitnessState fit = test.begin();
      for (Vectors block : want.all("blocks")) {
        fit = test.next(fit, block.block("xc", "xs"), Double.NaN);
        block.check("logV", fit.logWealth());
      }
    }
  }

  @Test
  void deficit() {
    for (Vectors want : cases("deficit")) {
      TrafficShareProcess test = new TrafficShareProcess(want.number("tol"), want.numbers("kappa"));
      TrafficShareState deficit = test.begin();
      for (Vectors block : want.all("blocks")) {
        deficit = test.next(deficit, block.whole("nc"), block.whole("ns"), block.number("weight"));
        block.check("logD", deficit.logWealth());
      }
    }
  }

  @Test
  void decisions() {
    for (Vectors want : cases("decisions")) {
      double[] weights = want.array("weights");
      List<String> columns = want.all("columns").stream().map(Vectors::text).toList();
      Ramp ramp = new Ramp(defaults, weights, want.baseline());
      for (Vectors entry : want.all("blocks")) {
        List<Vectors> row = entry.all();
        row.get(columns.indexOf("weight")).isReachedBy(ramp.weight());
        IntervalCounts block =
            new IntervalCounts(
                new Counts(
                    row.get(columns.indexOf("nc")).whole(), row.get(columns.indexOf("ec")).whole()),
                new Counts(
                    row.get(columns.indexOf("ns")).whole(),
                    row.get(columns.indexOf("es")).whole()));
        String verdict = ramp.judge(block);
        row.get(columns.indexOf("logW")).isReachedBy(ramp.logW);
        row.get(columns.indexOf("logV")).isReachedBy(ramp.logV);
        assertThat(verdict).as("%s", entry).isEqualTo(row.get(columns.indexOf("verdict")).text());
      }
    }
  }

  /** The rule of one metric from step to step, with the capital of the last block to look at. */
  private static final class Ramp {
    private final double[] weights;
    private final Vectors rule;
    private final HarmProcess harmTest;
    private HarmState harm;
    private FitnessState fit;
    private int step;
    private int dwell;
    private double logW;
    private double logV;

    Ramp(Vectors rule, double[] weights, Counts baseline) {
      this.rule = rule;
      this.weights = weights;
      harmTest =
          new HarmProcess(
              new HalfPlane(rule.number("rho"), rule.number("delta")),
              false,
              rule.number("phi"),
              mixture(rule, rule.numbers("psi"), rule.number("hazardStep")),
              memory(rule));
      harm = harmTest.begin(baseline);
      fit = fitTest().begin();
    }

    double weight() {
      return weights[step];
    }

    private FitnessProcess fitTest() {
      return FitnessProcess.errors(
          step + 1 < weights.length ? weights[step + 1] : 1,
          rule.number("relBudget"),
          rule.number("absBudget"),
          rule.number("phi"));
    }

    String judge(IntervalCounts block) {
      boolean afterIncrease = step > 0 && dwell == 0;
      fit = fitTest().next(fit, block, harm.baselineShare());
      harm = harmTest.next(harm, block, afterIncrease);
      logW = harm.logWealth();
      logV = fit.logWealth();
      dwell++;
      if (logW >= -Math.log(rule.number("alpha"))) {
        return "ROLLBACK";
      }
      boolean proven = logV >= -Math.log(rule.number("beta"));
      boolean dwelt = dwell >= rule.whole("minDwellBlocks");
      if (!dwelt || !proven || logW >= Math.log(rule.number("holdAt"))) {
        return "HOLD";
      }
      if (step + 1 == weights.length) {
        return "PROMOTE";
      }
      step++;
      dwell = 0;
      fit = fitTest().begin();
      return "ADVANCE";
    }
  }

  @Test
  void dispersion() {
    Vectors all = key("dispersion");
    for (Vectors want : all.all("cases")) {
      List<Counts> blocks = new ArrayList<>();
      for (Vectors block : want.all("blocks")) {
        blocks.add(new Counts(block.all().get(0).whole(), block.all().get(1).whole()));
      }
      want.check("raw", Dispersion.raw(blocks));
      want.check(
          "phi",
          Dispersion.estimate(
              blocks, all.number("cap"), all.number("prior"), all.number("weight")));
    }
  }

  @Test
  void combine() {
    for (Vectors want : cases("combine")) {
      double[] logW = want.all("W").stream().mapToDouble(w -> Math.log(w.number())).toArray();
      double logMean = Combination.logMean(want.array("weights"), logW);
      want.check("total", Math.exp(logMean));
      assertThat(logMean >= Math.log(100)).as("%s", want).isEqualTo(want.flag("rollback"));
    }
  }

  @Test
  void histogramBounds() {
    Vectors want = key("histogramBounds");
    long[] cumulative = want.all("cumulative").stream().mapToLong(Vectors::whole).toArray();
    List<LatencyBound> chosen =
        LatencyBounds.choose(want.array("bounds"), cumulative, want.number("slowdown"), 0);
    List<Vectors> picks = want.all("picks");
    assertThat(chosen).as("%s", want).hasSameSizeAs(picks);
    for (int i = 0; i < picks.size(); i++) {
      picks.get(i).check("bound", chosen.get(i).millis());
      picks.get(i).check("share", chosen.get(i).share());
      picks.get(i).check("rho", chosen.get(i).rho());
    }
  }

  private static Vectors key(String key) {
    assumeTrue(file.has(key), () -> "skipped: the vector file has no key \"" + key + "\"");
    return file.at(key);
  }

  private static List<Vectors> cases(String key) {
    return key(key).all();
  }

  private static BetMixture mixture(Vectors config, List<Double> psi, double hazardAfterIncrease) {
    return new BetMixture(
        psi, config.number("cash0"), config.number("hazard"), hazardAfterIncrease);
  }

  private static BaselineDecay memory(Vectors config) {
    return new BaselineDecay(
        config.number("priorErrors"), config.number("priorRequests"), config.number("lam"));
  }
}
