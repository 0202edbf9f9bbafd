package dev.sluice.comparison;

import dev.sluice.comparison.RunEnd.RunOutcome;
import java.util.List;
import java.util.function.ToLongFunction;

/** How many releases of the same kind ended. */
record RunEnds(List<RunEnd> all) {

  int count(RunOutcome outcome) {
    return (int) all.stream().filter(ending -> ending.outcome() == outcome).count();
  }

  int runs() {
    return all.size();
  }

  double share(RunOutcome outcome) {
    return (double) count(outcome) / runs();
  }

  /** Of those with this outcome; NaN where there is none. */
  double quantile(RunOutcome outcome, double quantile, ToLongFunction<RunEnd> value) {
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
  double seconds(RunOutcome outcome, double quantile) {
    return quantile(outcome, quantile, RunEnd::seconds);
  }

  double meanExcess() {
    return all.stream().mapToDouble(RunEnd::excess).average().orElse(Double.NaN);
  }

  /** Without those that ended before so many seconds. */
  RunEnds after(int seconds) {
    return new RunEnds(
        all.stream()
            .filter(e -> e.outcome() == RunOutcome.GOING_ON || e.seconds() > seconds)
            .toList());
  }
}
