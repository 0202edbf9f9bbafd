package dev.sluice.analysis.evidence;

import java.util.Arrays;
import java.util.List;

/**
 * Does the candidate get the requests that it should? Capital grows while it gets fewer, so that no
 * data is itself data: pods that die before they answer, a version whose every endpoint is ejected,
 * or wrong labels show here and nowhere else. Another test of the same form asks whether it gets
 * more: then some of them come by a path that no weight divides.
 *
 * <p>The claim is that a request goes to the candidate with at least eight tenths of the weight
 * that is set, or with at most one and a half of it. Each bet names a smaller part of the weight,
 * or a larger one; the evidence is the binomial likelihood ratio of the bet to the edge of the
 * claim. Each asks one side of what Lindon and Malek ask on both ("Anytime-valid inference for
 * multinomial count data", 2022).
 *
 * <p>While a new weight spreads through the proxies the split is not yet the one that is set; leave
 * the first block after a change of weight out.
 */
public final class TrafficShareProcess {
  public static final double TOLERATED = 0.8;
  public static final List<Double> BETS = List.of(0.05, 0.25, 0.5);

  /** The largest part of the set weight that is not too much. */
  public static final double MOST_TOLERATED = 1.5;

  public static final List<Double> BETS_ON_MORE = List.of(1.75, 2.5, 5.0);

  /** The largest share of all requests that a bet expects. */
  public static final double LARGEST_SHARE = 0.95;

  private final double tolerated;
  private final List<Double> bets;

  public TrafficShareProcess() {
    this(TOLERATED, BETS);
  }

  /** The test for too many requests; it says nothing of weights from {@link #asksForMore} on. */
  public static TrafficShareProcess tooMany() {
    return new TrafficShareProcess(MOST_TOLERATED, BETS_ON_MORE);
  }

  /** Whether a candidate at this weight, 0 to 1, can have far more than its share. */
  public static boolean asksForMore(double weight) {
    return weight > 0 && MOST_TOLERATED * weight < LARGEST_SHARE;
  }

  /**
   * @param tolerated part of the set weight that is enough, above 0
   * @param bets parts of the set weight that the bets expect, all above 0 and on the same side of
   *     {@code tolerated}
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
      double part = Math.min(bets.get(j), LARGEST_SHARE / weight);
      double logE =
          candidateRequests * Math.log(part / tolerated)
              + baselineRequests * (Math.log1p(-part * weight) - Math.log1p(-tolerated * weight));
      logBets[j] = before.logBets().get(j) + logE;
    }
    return new TrafficShareState(List.of(logBets));
  }
}
