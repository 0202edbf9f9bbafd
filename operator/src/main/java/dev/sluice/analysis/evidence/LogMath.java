package dev.sluice.analysis.evidence;

import java.util.List;

/** Sums of numbers that are known by their natural logarithms, without leaving the logarithms. */
final class LogMath {
  private LogMath() {}

  /** {@code ln(exp(a) + exp(b))}; either may be negative infinity, the logarithm of nothing. */
  static double add(double a, double b) {
    double larger = Math.max(a, b);
    if (larger == Double.NEGATIVE_INFINITY) {
      return larger;
    }
    return larger + Math.log1p(Math.exp(Math.min(a, b) - larger));
  }

  /** {@code ln(sum of exp(x))} over all {@code x}, negative infinity if there is none. */
  static double sum(List<Double> logs) {
    double largest = Double.NEGATIVE_INFINITY;
    for (double log : logs) {
      largest = Math.max(largest, log);
    }
    if (largest == Double.NEGATIVE_INFINITY) {
      return largest;
    }
    double sum = 0;
    for (double log : logs) {
      sum += Math.exp(log - largest);
    }
    return largest + Math.log(sum);
  }
}
