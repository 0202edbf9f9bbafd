package dev.sluice.analysis;

/**
 * What the metrics say of the span that a judgement is about.
 *
 * <p>{@code candidate} is the arm that is on trial, {@code baseline} the arm that it is compared
 * with: canary and stable while a release goes forward, the other way round while the users are
 * handed back.
 *
 * @param missing why there is no answer to rely on (source down, stale samples), empty when there
 *     is
 */
public record Evidence(Counts candidate, Counts baseline, String missing) {

  public static Evidence of(Counts candidate, Counts baseline) {
    return new Evidence(candidate, baseline, "");
  }

  public static Evidence missing(String why) {
    return new Evidence(Counts.NONE, Counts.NONE, why);
  }
}
