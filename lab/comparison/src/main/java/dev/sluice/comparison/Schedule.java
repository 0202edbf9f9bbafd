package dev.sluice.comparison;

import java.util.List;

/** Which weight a canary has when no tool decides: the same for all rules. */
interface Schedule {
  int HOUR = 3600 / TrafficRecording.SCRAPE_SECONDS;

  List<Double> COMMON_WEIGHTS = List.of(0.01, 0.05, 0.1, 0.2, 0.5, 0.5);

  /** These weights, ten minutes each. */
  Schedule COMMON = k -> COMMON_WEIGHTS.get((k - 1) * COMMON_WEIGHTS.size() / HOUR);

  /** The same without the second half of an hour at 50%, but with ten minutes of all requests. */
  Schedule TO_ALL = k -> k > HOUR * 5 / 6 ? 1 : COMMON.weight(k);

  static Schedule constant(double weight) {
    return k -> weight;
  }

  /** The weight, 0 to 1, before the scrape {@code k}, which counts from 1. */
  double weight(int k);
}
