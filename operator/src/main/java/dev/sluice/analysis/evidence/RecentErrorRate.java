package dev.sluice.analysis.evidence;

/**
 * Recent requests of one version, and those that failed or were slow; the weight of each halves
 * every {@value #HALF_LIFE} s.
 */
public record RecentErrorRate(double requests, double errors) {
  static final double HALF_LIFE = 30;

  /** Smallest share of such requests in an outage, however rare they usually are. */
  private static final double OUTAGE_SHARE = 0.05;

  /** How many times its usual share of them a version has in an outage. */
  private static final double TIMES_USUAL = 3;

  private static final double MIN_REQUESTS = 20;

  /** As for the proof that a version is fit for its next weight. */
  private static final double ODDS = 20;

  public static final RecentErrorRate NONE = new RecentErrorRate(0, 0);

  public RecentErrorRate next(Counts counts, int stepSeconds) {
    double kept = Math.pow(0.5, stepSeconds / HALF_LIFE);
    return new RecentErrorRate(
        requests * kept + counts.requests(), errors * kept + counts.errors());
  }

  /** Whether something is broken that was not broken before, given the usual share. */
  public boolean isOutage(double usualShare) {
    return requests >= MIN_REQUESTS && errors > requests * limit(usualShare);
  }

  /**
   * Whether this version works while another one is in an outage: its requests are {@value #ODDS}
   * times as likely if it fails no more often than outside outages than if it fails as often as the
   * other.
   *
   * @param usualShare of both, as in {@link #isOutage}
   * @param failing the other's
   */
  public boolean isWell(double usualShare, RecentErrorRate failing) {
    double limit = limit(usualShare);
    double other = failing.share();
    if (errors > requests * limit || other <= limit) {
      return false;
    }
    if (other >= 1) {
      return errors < requests;
    }
    double odds =
        errors * Math.log(limit / other)
            + (requests - errors) * (Math.log1p(-limit) - Math.log1p(-other));
    return odds >= Math.log(ODDS);
  }

  /** Largest share of such requests outside an outage. */
  private static double limit(double usualShare) {
    return Math.max(OUTAGE_SHARE, TIMES_USUAL * usualShare);
  }

  public double share() {
    return requests == 0 ? 0 : errors / requests;
  }
}
