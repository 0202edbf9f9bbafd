package dev.sluice.analysis.evidence;

/**
 * How a version fares just now: its requests, and those that failed or were slow, each half
 * forgotten every {@value #HALF_LIFE} s.
 */
public record RecentErrorRate(double requests, double errors) {
  static final double HALF_LIFE = 30;

  /** Share of such requests from which on it is trouble, however rare they are usually. */
  private static final double OUTAGE = 0.05;

  /** How many times its usual share of them a version has in an outage. */
  private static final double TIMES_USUAL = 3;

  private static final double LEAST_REQUESTS = 20;

  public static final RecentErrorRate NONE = new RecentErrorRate(0, 0);

  public RecentErrorRate step(Counts counts, int stepSeconds) {
    double kept = Math.pow(0.5, stepSeconds / HALF_LIFE);
    return new RecentErrorRate(
        requests * kept + counts.requests(), errors * kept + counts.errors());
  }

  /** Whether something is broken that was not broken before, given the usual share. */
  public boolean outage(double usual) {
    return requests >= LEAST_REQUESTS && errors > requests * Math.max(OUTAGE, TIMES_USUAL * usual);
  }

  public double share() {
    return requests == 0 ? 0 : errors / requests;
  }
}
