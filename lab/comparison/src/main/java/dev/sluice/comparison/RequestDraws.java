package dev.sluice.comparison;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.DiscreteSampler;
import org.apache.commons.rng.sampling.distribution.GeometricSampler;
import org.apache.commons.rng.sampling.distribution.PoissonSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.rng.simple.RandomSource;

/** The chance of one run. The same seed, world and run draw the same, on any number of threads. */
final class RequestDraws {
  /** Means that come again, as most do; a world whose means never do is not to fill the memory. */
  private static final int KEPT = 1000;

  private final UniformRandomProvider source;
  private final Map<Double, DiscreteSampler> poisson = new HashMap<>();
  private final ZigguratSampler.NormalizedGaussian gaussian;

  RequestDraws(long seed, String world, int run) {
    long ofSeed = new SplittableRandom(seed).nextLong();
    long ofWorld = new SplittableRandom(ofSeed ^ world.hashCode()).nextLong();
    SplittableRandom seeds = new SplittableRandom(ofWorld + run);
    source = RandomSource.XO_SHI_RO_256_PP.create(seeds.longs(4).toArray());
    gaussian = ZigguratSampler.NormalizedGaussian.of(source);
  }

  /**
   * How many of many rare, independent things happen.
   *
   * @param mean at least 0
   */
  long poisson(double mean) {
    if (mean <= 0) {
      return 0;
    }
    DiscreteSampler known = poisson.get(mean);
    if (known == null) {
      known = PoissonSampler.of(source, mean);
      if (poisson.size() < KEPT) {
        poisson.put(mean, known);
      }
    }
    return known.sample();
  }

  /**
   * How many of a few independent things happen.
   *
   * @param chance of each, 0 to 1
   */
  int binomial(int things, double chance) {
    int happen = 0;
    for (int i = 0; i < things; i++) {
      happen += source.nextDouble() < chance ? 1 : 0;
    }
    return happen;
  }

  /** From the standard normal distribution. */
  double gaussian() {
    return gaussian.sample();
  }

  /** How often until the first success, at least 1, {@code mean} times on average. */
  int geometric(double mean) {
    return 1 + GeometricSampler.of(source, 1 / mean).sample();
  }
}
