package dev.sluice.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.comparison.Reference.Value;
import dev.sluice.comparison.RunEnd.RunOutcome;
import org.apache.commons.numbers.gamma.RegularizedBeta;

/**
 * What may be chance and what may not. All checks together are wrong once in some hundred seeds.
 */
final class Noise {
  /** Standard errors that some hundred checks together exceed by chance only rarely. */
  private static final double ERRORS = 4.5;

  /** Probability of a false alarm of one check of many. */
  private static final double CHANCE = 0.001;

  private Noise() {}

  /** Fails if so many successes would be rare, were the probability no more than {@code most}. */
  static void assertAtMost(double most, int successes, int runs, String what) {
    double chance =
        successes == 0 ? 1 : RegularizedBeta.value(most, successes, runs - successes + 1.0);
    assertThat(chance)
        .as("%s: chance of %d of %d, if at most %s are right", what, successes, runs, most)
        .isGreaterThan(CHANCE);
  }

  /** Fails if a share is smaller than the reference's, in percent. */
  static void assertNotLess(RunEnds ours, RunOutcome outcome, Value reference, String what) {
    assertThat(100 * ours.share(outcome))
        .as("%s: %s, %%", what, outcome)
        .isGreaterThan(reference.value() - percentNoise(ours, outcome, reference));
  }

  /** Fails if a share differs from the reference's, in percent. */
  static void assertSame(RunEnds ours, RunOutcome outcome, Value reference, String what) {
    assertThat(Math.abs(100 * ours.share(outcome) - reference.value()))
        .as("%s: %s, difference of %% from %s", what, outcome, reference.value())
        .isLessThan(percentNoise(ours, outcome, reference));
  }

  private static double percentNoise(RunEnds ours, RunOutcome outcome, Value reference) {
    double theirs = reference.value() / 100 * reference.runs();
    // One success and one failure more on either side: no share is taken for certain.
    double share = (ours.count(outcome) + theirs + 2) / (ours.runs() + reference.runs() + 4.0);
    double error = Math.sqrt(share * (1 - share) * (1.0 / ours.runs() + 1.0 / reference.runs()));
    double rounding = 0.5;
    return 100 * ERRORS * error + rounding;
  }

  /**
   * Fails if a quantile of the times is larger than the reference's. What both samples' sizes leave
   * open is taken off the level of the quantile, which holds for any distribution of times.
   *
   * @param more seconds that are allowed on top
   */
  static void assertNoLater(
      RunEnds ours, RunOutcome outcome, double level, Value reference, double more, String what) {
    double theirs = Math.max(1, ours.share(outcome) * reference.runs());
    double open =
        ERRORS * Math.sqrt(level * (1 - level) * (1.0 / ours.count(outcome) + 1.0 / theirs));
    assertThat(ours.seconds(outcome, Math.max(0, level - open)))
        .as(
            "%s: seconds at the quantile %.2f, less what is chance; at it %.0f",
            what, level, ours.seconds(outcome, level))
        .isLessThanOrEqualTo(reference.value() + more + 0.5);
  }
}
