package dev.sluice.sample.config;

/** How added delays are distributed around their mean. */
public enum DelayShape {
  /** Each is the mean. */
  FIXED {
    @Override
    public double draw(double mean, double random) {
      return mean;
    }
  },

  /** From 0 to twice the mean, alike. */
  UNIFORM {
    @Override
    public double draw(double mean, double random) {
      return 2 * mean * random;
    }
  },

  /** Most are short and few are long, as with queues: one of 20 is longer than three means. */
  EXPONENTIAL {
    @Override
    public double draw(double mean, double random) {
      return -mean * Math.log1p(-random);
    }
  };

  /**
   * A delay in the unit of the mean.
   *
   * @param random drawn from 0 (included) to 1 (excluded)
   */
  public abstract double draw(double mean, double random);
}
