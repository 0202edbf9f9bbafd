package dev.sluice.analysis.evidence;

import java.util.Arrays;
import java.util.List;

/**
 * Does the candidate get the requests that it should? Capital grows while it gets fewer, so that no
 * data is itself data: pods that die before they answer, a version whose every endpoint is ejected,
 * or wrong labels show here and nowhere else.
 *
 * <p>The claim is that a request goes to the candidate with at least eight tenths of the weight
 * that is set. Each bet names a smaller part of the weight; the evidence is the binomial likelihood
 * ratio of the bet to the edge of the claim. This asks one side of what Lindon and Malek ask on
 * both ("Anytime-valid inference for multinomial count data", 2022): more requests than the
 * candidate's share are not a fault.
 *
 * <p>While a new weight spreads through the proxies the split is not yet the one that is set; leave
 * the first block after a change of weight out.
 */
public final class TrafficShareProcess {
  public static final double TOLERATED = 0.8;
  public static final List<Double> BETS = List.of(0.05, 0.25, 0.5);

  private final double tolerated;
  private final List<Double> bets;

  public TrafficShareProcess() {
    this(TOLERATED, BETS);
  }

  /**
   * @param tolerated part of the set weight that is enough, above 0, at most 1
   * @param bets parts of the set weight that the bets expect, above 0 and below {@code tolerated}
   */
  public TrafficShareProcess(double tolerated, List<Double> bets) {
    this.tolerated = tolerated;
    this.bets = List.copyOf(bets);
  }

  /** Before the first block: capital of 1. */
  public TrafficShareState begin() {
    Double[] logBets = new Double[bets.size()];
    Arrays.fill(logBets, -Math.log(logBets.length));
    return new TrafficShareState(List.of(logBets));
  }

  /**
   * After one more block.
   *
   * @param weight share of the requests that the candidate should get, 0 to 1
   */
  public TrafficShareState next(
      TrafficShareState before, long candidateRequests, long baselineRequests, double weight) {
    Double[] logBets = new Double[bets.size()];
    for (int j = 0; j < logBets.length; j++) {
      double part = bets.get(j);
      double logE =
          candidateRequests * Math.log(part / tolerated)
              + baselineRequests * (Math.log1p(-part * weight) - Math.log1p(-tolerated * weight));
      logBets[j] = before.logBets().get(j) + logE;
    }
    return new TrafficShareState(List.of(logBets));
  }
}
