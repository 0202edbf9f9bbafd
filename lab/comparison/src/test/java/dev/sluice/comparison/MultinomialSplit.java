package dev.sluice.comparison;

import org.apache.commons.numbers.gamma.LogGamma;

/**
 * Do counts split as they should? The Bayes factor of a Dirichlet mixture against the set split
 * (Lindon and Malek, "Anytime-valid inference for multinomial count data", 2022).
 */
public final class MultinomialSplit {
  private MultinomialSplit() {}

  /**
   * @param counts what was seen of each kind
   * @param theta the set share of each kind, above 0, together 1
   * @param dirichlet parameters of the mixing distribution, above 0
   * @return evidence against the set split, in nats
   */
  public static double logBayesFactor(double[] counts, double[] theta, double[] dirichlet) {
    double log = 0;
    double prior = 0;
    double posterior = 0;
    for (int i = 0; i < counts.length; i++) {
      log +=
          LogGamma.value(dirichlet[i] + counts[i])
              - LogGamma.value(dirichlet[i])
              - counts[i] * Math.log(theta[i]);
      prior += dirichlet[i];
      posterior += dirichlet[i] + counts[i];
    }
    return log + LogGamma.value(prior) - LogGamma.value(posterior);
  }
}
