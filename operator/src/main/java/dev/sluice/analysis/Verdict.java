package dev.sluice.analysis;

import dev.sluice.analysis.evidence.Counts;
import dev.sluice.messages.LazyMessage;
import dev.sluice.messages.Reason;
import dev.sluice.messages.VerdictMessages;
import java.util.List;
import java.util.Optional;

/**
 * The conclusion from the evidence about the candidate.
 *
 * @param lazyMessage with the numbers that it rests on
 * @param logHarm natural logarithm of the combined evidence that the candidate is worse than
 *     allowed; at {@code ln(1 / falseRollbackRate)} it is rolled back
 * @param stepAnswered requests that the candidate answered since its weight last changed
 * @param findings of each metric
 */
public record Verdict(
    Result result,
    Reason reason,
    LazyMessage lazyMessage,
    double logHarm,
    long stepAnswered,
    List<Finding> findings) {

  /** Missing knowledge is not failure: only {@link #BAD} rolls a version back. */
  public enum Result {
    /** No hint of harm, and verified for the next weight. */
    GOOD("Good"),
    /** No hint of harm, and not verified. */
    UNPROVEN("Unproven"),
    /** Worse than allowed, beyond the doubt that the policy accepts. */
    BAD("Bad"),
    /** Evidence of harm: too much to advance, too little to roll back. */
    SUSPECT("HarmSuspected"),
    /** Many requests fail before they reach a version, and usually they do not. */
    UNATTRIBUTED("UnattributedFailures"),
    /** Both versions fail, so that the cause is shared. */
    SHARED_OUTAGE("SharedOutage"),
    /** The candidate gets far fewer requests than its weight. */
    TRAFFIC_DEFICIT("TrafficDeficit"),
    /** The candidate gets far more requests than its weight: some come by another path. */
    TRAFFIC_SURPLUS("TrafficSurplus"),
    /** No requests to the candidate. */
    NO_TRAFFIC("NoTraffic"),
    /** Nothing was measured yet. */
    UNJUDGED("Unjudged"),
    /** The metrics source gives no answer that can be relied on. */
    NO_DATA("NoData");

    private final String label;

    Result(String label) {
      this.label = label;
    }

    /** As in the API: {@code NoTraffic}. A result that holds a release is a reason by this name. */
    public String label() {
      return label;
    }

    /** Whether a release is held because of it, whatever its steps demand. */
    public boolean holds() {
      return switch (this) {
        case SUSPECT,
            UNATTRIBUTED,
            SHARED_OUTAGE,
            TRAFFIC_DEFICIT,
            TRAFFIC_SURPLUS,
            NO_TRAFFIC,
            NO_DATA ->
            true;
        case GOOD, UNPROVEN, BAD, UNJUDGED -> false;
      };
    }
  }

  /**
   * The conclusion from one metric.
   *
   * @param result of this metric alone
   * @param logEvidence natural logarithm of this metric's own evidence of harm; empty without
   *     comparison
   */
  public record Finding(
      String metric,
      Enforcement mode,
      Result result,
      LazyMessage lazyMessage,
      Counts candidate,
      Counts baseline,
      Optional<Double> logEvidence) {

    public String message() {
      return lazyMessage.toString();
    }
  }

  /** The numbers that the verdict rests on, as part of a sentence. */
  public String message() {
    return lazyMessage.toString();
  }

  /** Nothing can be concluded, for this reason. */
  public static Verdict noData(MissingData missing) {
    return new Verdict(
        Result.NO_DATA, Reason.NoData, VerdictMessages.noData(missing.describe()), 0, 0, List.of());
  }
}
