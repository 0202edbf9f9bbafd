package dev.sluice.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.analysis.Vectors;
import dev.sluice.analysis.evidence.IntervalCounts;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The formulas of other tools against values that were computed with fifty digits. {@code
 * -Dvectors=FILE} takes another file; a key that it lacks is skipped.
 */
class ReferenceValuesTest {

  @Test
  void blockBernoulli() throws IOException {
    for (Vectors want : cases("blockBernoulli")) {
      BernoulliRatio edge = new BernoulliRatio(want.number("rho"));
      IntervalCounts block = want.block("xc", "xs");
      double qc = want.number("qc");
      double qs = want.number("qs");
      want.check("logE", edge.logE(block, qc, qs));
      want.check("piC", edge.project(block, qc, qs).candidate());
      want.check("piS", edge.project(block, qc, qs).baseline());
    }
  }

  @Test
  void counterDeltas() throws IOException {
    for (Vectors want : cases("counterDeltas")) {
      assertThat(CounterDeltas.of(want.wholes("prev"), want.wholes("cur")))
          .as("%s", want)
          .isEqualTo(want.wholes("delta"));
    }
  }

  @Test
  void multinomialSplit() throws IOException {
    for (Vectors want : cases("multinomialSplit")) {
      double log =
          MultinomialSplit.logBayesFactor(
              want.array("counts"), want.array("theta"), want.array("dirichlet"));
      want.check("logBF", log);
      want.check("p", Math.min(1, Math.exp(-log)));
    }
  }

  @Test
  void kayentaHigh() throws IOException {
    for (Vectors want : cases("kayentaHigh")) {
      assertThat(Kayenta.high(want.array("canary"), want.array("stable")))
          .as("%s", want)
          .isEqualTo(want.flag("high"));
    }
  }

  private static List<Vectors> cases(String key) throws IOException {
    Vectors file = Vectors.read();
    assumeTrue(file.has(key), () -> "skipped: the vector file has no key \"" + key + "\"");
    return file.all(key);
  }
}
