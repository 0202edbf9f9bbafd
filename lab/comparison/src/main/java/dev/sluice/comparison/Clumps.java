package dev.sluice.comparison;

/** How many requests of one version one cause fails. */
interface Clumps {
  /** Each request fails for itself. */
  Clumps SINGLE = of(1);

  /** At least 1. */
  double mean();

  int next(RequestDraws draws);

  static Clumps of(int size) {
    return new Clumps() {
      @Override
      public double mean() {
        return size;
      }

      @Override
      public int next(RequestDraws draws) {
        return size;
      }
    };
  }

  static Clumps geometric(double mean) {
    return new Clumps() {
      @Override
      public double mean() {
        return mean;
      }

      @Override
      public int next(RequestDraws draws) {
        return draws.geometric(mean);
      }
    };
  }
}
