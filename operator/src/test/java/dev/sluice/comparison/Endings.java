package dev.sluice.comparison;

import dev.sluice.comparison.Ending.Outcome;
import java.util.List;
import java.util.function.ToLongFunction;

/** How many releases of the same kind ended. */
record Endings(List<Ending> all) {

  int count(Outcome outcome) {
    return (int) all.stream().filter(ending -> ending.outcome() == outcome).count();
  }

  int runs() {
    return all.size();
  }

  double share(Outcome outcome) {
    return (double) count(outcome) / runs();
  }

  /** Of those with this outcome; NaN where there is none. */
  double quantile(Outcome outcome, double quantile, ToLongFunction<Ending> value) {
    long[] sorted =
        all.stream()
            .filter(ending -> ending.outcome() == outcome)
            .mapToLong(value)
            .sorted()
            .toArray();
    if (sorted.length == 0) {
      return Double.NaN;
    }
    double rank = quantile * (sorted.length - 1);
    int below = (int) rank;
    long low = sorted[below];
    long high = sorted[Math.min(below + 1, sorted.length - 1)];
    return low + (rank - below) * (high - low);
  }

  /** Seconds until this outcome. */
  double seconds(Outcome outcome, double quantile) {
    return quantile(outcome, quantile, Ending::seconds);
  }

  double meanExcess() {
    return all.stream().mapToDouble(Ending::excess).average().orElse(Double.NaN);
  }

  /** Without those that ended before so many seconds. */
  Endings after(int seconds) {
    return new Endings(
        all.stream()
            .filter(e -> e.outcome() == Outcome.GOING_ON || e.seconds() > seconds)
            .toList());
  }
}
