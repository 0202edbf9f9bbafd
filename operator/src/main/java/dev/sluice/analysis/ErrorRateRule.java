package dev.sluice.analysis;

import dev.sluice.analysis.Verdict.Result;
import java.math.BigDecimal;

/**
 * The simple rule: a version is bad when more of its requests fail than its limit allows, unless
 * the version beside it is above the limit too.
 *
 * <p>Whole numbers are compared, so nothing is rounded: {@code errors > max * requests}.
 *
 * @param metric the metric's name
 * @param max largest share of failed requests that is still good, 0 to 1
 */
public record ErrorRateRule(String metric, BigDecimal max) {

  /** Fewer requests than this say nothing. */
  public static final long LEAST_REQUESTS = 20;

  /** Length of the span that is judged, in seconds. */
  public static final long WINDOW_SECONDS = 30;

  public Verdict judge(Evidence evidence) {
    Counts candidate = evidence.candidate();
    Counts baseline = evidence.baseline();
    if (!evidence.missing().isEmpty()) {
      return verdict(Result.NO_DATA, evidence, "no data: " + evidence.missing());
    }
    if (candidate.requests() < LEAST_REQUESTS) {
      return verdict(
          Result.NO_TRAFFIC,
          evidence,
          "%d requests in the last %d s, %d are needed"
              .formatted(candidate.requests(), WINDOW_SECONDS, LEAST_REQUESTS));
    }
    if (!above(candidate)) {
      return verdict(
          Result.GOOD,
          evidence,
          "%d of %d requests failed, at most %s allowed"
              .formatted(candidate.errors(), candidate.requests(), percent(max)));
    }
    if (baseline.requests() >= LEAST_REQUESTS && above(baseline)) {
      return verdict(
          Result.SHARED_OUTAGE,
          evidence,
          "both versions fail: %d of %d requests of the one on trial, %d of %d of the other"
              .formatted(
                  candidate.errors(),
                  candidate.requests(),
                  baseline.errors(),
                  baseline.requests()));
    }
    return verdict(
        Result.BAD,
        evidence,
        "%d of %d requests failed (%s), at most %s allowed; %d of %d failed on the other version"
            .formatted(
                candidate.errors(),
                candidate.requests(),
                percent(share(candidate)),
                percent(max),
                baseline.errors(),
                baseline.requests()));
  }

  private boolean above(Counts counts) {
    return BigDecimal.valueOf(counts.errors())
            .compareTo(max.multiply(BigDecimal.valueOf(counts.requests())))
        > 0;
  }

  private Verdict verdict(Result result, Evidence evidence, String message) {
    return new Verdict(result, metric, message, evidence.candidate(), evidence.baseline());
  }

  private static BigDecimal share(Counts counts) {
    return BigDecimal.valueOf(counts.errors())
        .divide(BigDecimal.valueOf(counts.requests()), 3, java.math.RoundingMode.HALF_UP);
  }

  private static String percent(BigDecimal share) {
    return share.movePointRight(2).stripTrailingZeros().toPlainString() + " %";
  }
}
