package dev.sluice.analysis;

/** Exact probabilities of small counts. */
final class Chances {
  private Chances() {}

  /** That {@code k} of {@code n} requests fail, each with probability {@code p}. */
  static double binomial(int n, int k, double p) {
    return choose(n, k) * Math.pow(p, k) * Math.pow(1 - p, n - k);
  }

  /**
   * That {@code k} of {@code errors} failures among {@code all} fall on {@code n} drawn at random.
   */
  static double hypergeometric(int all, int errors, int n, int k) {
    return choose(errors, k) * choose(all - errors, n - k) / choose(all, n);
  }

  private static double choose(int n, int k) {
    if (k < 0 || k > n) {
      return 0;
    }
    double ways = 1;
    for (int i = 1; i <= k; i++) {
      ways = ways * (n - k + i) / i;
    }
    return ways;
  }
}
