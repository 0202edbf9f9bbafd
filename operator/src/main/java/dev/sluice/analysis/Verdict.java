package dev.sluice.analysis;

/**
 * What the evidence says of the version on trial.
 *
 * @param message one sentence for people, with the numbers that it rests on
 */
public record Verdict(
    Result result, String metric, String message, Counts candidate, Counts baseline) {

  /** Not knowing is not failing: all but {@link #GOOD} and {@link #BAD} mean that nobody knows. */
  public enum Result {
    GOOD,
    BAD,
    /** Both versions fail alike: the world is at fault, not the canary. */
    SHARED_OUTAGE,
    /** Too few requests to say anything. */
    NO_TRAFFIC,
    /** The metrics source gives no answer that can be relied on. */
    NO_DATA;

    public boolean unknown() {
      return this != GOOD && this != BAD;
    }
  }
}
