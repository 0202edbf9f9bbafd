package dev.sluice.prometheus;

import dev.sluice.analysis.Counts;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** What is known of one destination's last minutes, per point of the grid. */
final class Tally {
  static final Duration KEPT = Duration.ofSeconds(90);

  private final NavigableMap<Long, Counts> blocks = new TreeMap<>();
  private final NavigableMap<Long, Double> samples = new TreeMap<>();
  private Instant answered;
  private String failure = "";

  /** When Prometheus last answered for this destination, or null. */
  Instant answered() {
    return answered;
  }

  /** Why it did not answer since, or empty. */
  String failure() {
    return failure;
  }

  void failed(String why) {
    failure = why;
  }

  void answered(Instant now) {
    answered = now;
    failure = "";
    long oldest = now.minus(KEPT).getEpochSecond();
    blocks.headMap(oldest).clear();
    samples.headMap(oldest).clear();
  }

  /** Forgets the points from {@code first} on: they were asked for again. */
  void forgetFrom(long first) {
    blocks.tailMap(first, true).clear();
    samples.tailMap(first - Grid.STEP, true).clear();
  }

  /** Adds the requests of one response code in the block that ends at {@code point}. */
  void count(long point, String code, BigDecimal requests) {
    // Envoy says 0 where the caller went away before there was an answer.
    if (code.equals("0")) {
      return;
    }
    long whole = requests.longValue();
    blocks.merge(point, new Counts(whole, code.startsWith("5") ? whole : 0), Counts::plus);
  }

  /** Notes the time of the newest sample that was known at {@code point}. */
  void sampled(long point, double time) {
    samples.put(point, time);
  }

  /** Time of the newest sample, in seconds since 1970. */
  OptionalDouble newestSample() {
    return samples.values().stream().mapToDouble(Double::doubleValue).max();
  }

  OptionalDouble sampleAt(long point) {
    Double time = samples.get(point);
    return time == null ? OptionalDouble.empty() : OptionalDouble.of(time);
  }

  /** The blocks that end after {@code from} and not after {@code to}. */
  Map<Long, Counts> blocks(Instant from, Instant to) {
    return blocks.subMap(from.getEpochSecond(), false, to.getEpochSecond(), true);
  }
}
