package dev.sluice.analysis;

import dev.sluice.analysis.evidence.Counts;
import java.util.List;
import java.util.Optional;

/**
 * What the evidence says of the version on trial.
 *
 * @param reason one word for machines: what is too high, or why nobody knows
 * @param sentence for people, with the numbers that it rests on
 * @param logHarm natural logarithm of the combined evidence that the version is worse than allowed;
 *     at {@code ln(1 / falseRollbackRate)} it is taken back
 * @param stepRequests requests of the version on trial since its weight last changed
 * @param findings of each metric
 */
public record Verdict(
    Result result,
    String reason,
    LazyMessage sentence,
    double logHarm,
    long stepRequests,
    List<Finding> findings) {

  /** Not knowing is not failing: only {@link #BAD} takes a version back. */
  public enum Result {
    /** No hint of harm, and proven fit for the next weight. */
    GOOD,
    /** No hint of harm, and not proven. */
    UNPROVEN,
    /** Worse than allowed, beyond the doubt that the policy accepts. */
    BAD,
    /** Evidence of harm, not enough to take the version back, too much to go on. */
    SUSPECT,
    /** Both versions exceed a limit: the world is at fault, not the version on trial. */
    SHARED_OUTAGE,
    /** The version on trial gets far fewer requests than its weight says. */
    TRAFFIC_DEFICIT,
    /** No requests to judge by. */
    NO_TRAFFIC,
    /** Nothing was measured yet since the weight changed. */
    UNJUDGED,
    /** The metrics source gives no answer that can be relied on. */
    NO_DATA;

    /** Whether a release is held because of it, whatever its steps say. */
    public boolean holds() {
      return switch (this) {
        case SUSPECT, SHARED_OUTAGE, TRAFFIC_DEFICIT, NO_TRAFFIC, NO_DATA -> true;
        case GOOD, UNPROVEN, BAD, UNJUDGED -> false;
      };
    }
  }

  /**
   * What one metric says.
   *
   * @param result of this metric alone
   * @param sentence for people
   * @param logEvidence natural logarithm of this metric's own evidence of harm; empty where it has
   *     none
   */
  public record Finding(
      String metric,
      Enforcement mode,
      Result result,
      LazyMessage sentence,
      Counts candidate,
      Counts baseline,
      Optional<Double> logEvidence) {

    /** One sentence for people. */
    public String message() {
      return sentence.toString();
    }
  }

  /** One sentence for people, with the numbers that the verdict rests on. */
  public String message() {
    return sentence.toString();
  }

  /** Evidence as people read it, {@code 312} for 312 to 1, from its natural logarithm. */
  public static String odds(double logEvidence) {
    return new VerdictMessages.Odds(logEvidence).toString();
  }

  /** Nothing can be judged, for this reason. */
  public static Verdict noData(String missing) {
    return new Verdict(
        Result.NO_DATA, "NoData", LazyMessage.of("no data: %s", missing), 0, 0, List.of());
  }
}
