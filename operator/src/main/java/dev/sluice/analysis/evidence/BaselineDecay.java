package dev.sluice.analysis.evidence;

/**
 * How a test remembers the stable version's share of errors, at which it aims its bets.
 *
 * @param errors errors before anything was seen: a guess of one in a thousand, soon outweighed
 * @param requests requests before anything was seen
 * @param kept what a block leaves of the weight of all before it, above 0, at most 1
 */
public record BaselineDecay(double errors, double requests, double kept) {
  private static final double KEPT_PER_QUARTER_MINUTE = 0.99;

  /** Fainter than so many requests nothing fades, lest the share be lost to rounding. */
  private static final double FAINTEST = 1e-50;

  /** Halves the weight of what was seen about every 17 minutes, whatever the length of a block. */
  public static BaselineDecay of(double gridSeconds) {
    return new BaselineDecay(0.5, 500, Math.pow(KEPT_PER_QUARTER_MINUTE, gridSeconds / 15));
  }

  double errors(HarmState before, Counts stable) {
    return kept(before) * before.errors() + stable.errors();
  }

  double requests(HarmState before, Counts stable) {
    return kept(before) * before.requests() + stable.requests();
  }

  private double kept(HarmState before) {
    return before.requests() < FAINTEST ? 1 : kept;
  }
}
