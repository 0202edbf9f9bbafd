package dev.sluice.analysis.evidence;

import java.util.function.DoublePredicate;
import org.apache.commons.numbers.gamma.LogBeta;

/**
 * A range for the share of errors of one version, for people to look at. It holds at all times at
 * once with the given confidence, so it may be watched as it narrows.
 *
 * <p>For display only, never for a decision: it takes the share to be constant, and comparing two
 * such ranges confounds the versions with the time of day whenever the weight moves (Simpson's
 * paradox).
 *
 * <p>The range is what the beta-binomial mixture does not refute (Howard, Ramdas, McAuliffe and
 * Sekhon, "Time-uniform, nonparametric, nonasymptotic confidence sequences", 2021, the
 * beta-binomial boundaries).
 */
public final class ConfidenceSequence {
  /** Both parameters of the mixing beta distribution: the prior of Jeffreys. */
  private static final double PRIOR = 0.5;

  private ConfidenceSequence() {}

  /**
   * @param errors at least 0, at most {@code requests}
   * @param requests at least 0
   * @param alpha probability that the range ever misses the share, above 0 and below 1
   */
  public static Interval of(long errors, long requests, double alpha) {
    return of(errors, requests, alpha, PRIOR, PRIOR);
  }

  public static Interval of(long errors, long requests, double alpha, double a, double b) {
    if (errors < 0 || errors > requests || !(alpha > 0 && alpha < 1)) {
      throw new IllegalArgumentException(
          "errors=%d requests=%d alpha=%s: want 0 <= errors <= requests, 0 < alpha < 1"
              .formatted(errors, requests, alpha));
    }
    double refuted = -Math.log(alpha);
    DoublePredicate inside = p -> logMixture(errors, requests, p, a, b) < refuted;
    double middle = requests == 0 ? 0.5 : (double) errors / requests;
    return new Interval(
        errors == 0 ? 0 : edge(middle, 0, inside),
        errors == requests ? 1 : edge(middle, 1, inside));
  }

  /** Evidence of the counts against the share {@code p}, in nats. */
  public static double logMixture(long errors, long requests, double p, double a, double b) {
    long rest = requests - errors;
    return LogBeta.value(a + errors, b + rest)
        - LogBeta.value(a, b)
        - (errors == 0 ? 0 : errors * Math.log(p))
        - (rest == 0 ? 0 : rest * Math.log1p(-p));
  }

  /** Bisects to the last bit; the evidence grows from the middle outwards. */
  private static double edge(double inner, double outer, DoublePredicate inside) {
    double in = inner;
    double out = outer;
    for (double mid = (in + out) / 2; mid != in && mid != out; mid = (in + out) / 2) {
      if (inside.test(mid)) {
        in = mid;
      } else {
        out = mid;
      }
    }
    return in;
  }
}
