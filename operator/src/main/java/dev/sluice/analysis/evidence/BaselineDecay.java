package dev.sluice.analysis.evidence;

/**
 * How fast a {@link HarmProcess} forgets the baseline's share of errors, at which it aims its bets.
 *
 * @param errors errors before anything was seen: a guess of one in a thousand, soon outweighed
 * @param requests requests before anything was seen
 * @param kept what a block leaves of the weight of all before it, above 0, at most 1
 */
public record BaselineDecay(double errors, double requests, double kept) {
  private static final double KEPT_PER_QUARTER_MINUTE = 0.99;

  /** Stops decaying below this weight, before the share is lost to rounding. */
  private static final double MIN_REQUESTS = 1e-50;

  /** Halves the weight of what was seen about every 17 minutes, whatever the length of a block. */
  public static BaselineDecay of(double gridSeconds) {
    return new BaselineDecay(0.5, 500, Math.pow(KEPT_PER_QUARTER_MINUTE, gridSeconds / 15));
  }

  double errors(HarmState before, Counts baseline) {
    return kept(before) * before.errors() + baseline.errors();
  }

  double requests(HarmState before, Counts baseline) {
    return kept(before) * before.requests() + baseline.requests();
  }

  private double kept(HarmState before) {
    return before.requests() < MIN_REQUESTS ? 1 : kept;
  }
}
