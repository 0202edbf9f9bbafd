package dev.sluice.operator;

import java.util.List;

/** Delays in milliseconds, in order. */
record DecisionDelays(List<Long> millis) {
  public DecisionDelays {
    millis = millis.stream().sorted().toList();
  }

  /** The smallest delay that so many percent are not above. */
  long quantile(int percent) {
    return millis.get((int) Math.ceil(millis.size() * percent / 100.0) - 1);
  }

  @Override
  public String toString() {
    return "n=%d medianMillis=%d p99Millis=%d maxMillis=%d"
        .formatted(millis.size(), quantile(50), quantile(99), quantile(100));
  }
}
