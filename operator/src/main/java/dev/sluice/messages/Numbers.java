package dev.sluice.messages;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Numbers as messages show them. */
public final class Numbers {
  private static final int GROUP = 3;
  private static final double LARGEST_ODDS = 1_000_000;
  private static final double SMALL_ODDS = 10;

  private Numbers() {}

  /** A count of at least 0 with its thousands apart: {@code 1,234}. */
  public static String count(long count) {
    StringBuilder text = new StringBuilder(Long.toString(count));
    for (int at = text.length() - GROUP; at > 0; at -= GROUP) {
      text.insert(at, ',');
    }
    return text.toString();
  }

  /** A share of at least 0: 0.2 as {@code 20%}. */
  public static String percent(double share) {
    return decimal(share * 100) + "%";
  }

  /** Odds to one, from the natural logarithm of evidence: {@code 0.4}, {@code 312}. */
  public static String odds(double logEvidence) {
    double odds = Math.exp(logEvidence);
    if (odds > LARGEST_ODDS) {
      return "over " + count(Math.round(LARGEST_ODDS));
    }
    return odds < SMALL_ODDS ? decimal(odds) : count(Math.round(odds));
  }

  /** A number with two decimals, or four below 0.1, and no trailing zeros. */
  public static String decimal(double value) {
    return BigDecimal.valueOf(value)
        .setScale(value < 0.1 ? 4 : 2, RoundingMode.HALF_UP)
        .stripTrailingZeros()
        .toPlainString();
  }

  /** A count that is formatted when it is read. */
  record LazyCount(long count) {
    @Override
    public String toString() {
      return Numbers.count(count);
    }
  }

  /** A share that is formatted when it is read. */
  record LazyPercent(double share) {
    @Override
    public String toString() {
      return percent(share);
    }
  }

  /** Evidence that is formatted when it is read. */
  record LazyOdds(double logEvidence) {
    @Override
    public String toString() {
      return odds(logEvidence);
    }
  }

  /** A number that is formatted when it is read. */
  record LazyDecimal(double value) {
    @Override
    public String toString() {
      return decimal(value);
    }
  }
}
