package dev.sluice.simulation;

import dev.sluice.analysis.RequestCounts;
import dev.sluice.analysis.ResponseClass;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Draws random responses of one version over a period of time. */
final class TrafficRate {
  private final VersionBehavior behavior;
  private final double rate;
  private final ResponseClass success;
  private final ResponseClass failure;

  /** Share of each bucket among the requests that are not in an earlier one. */
  private final double[] rest;

  TrafficRate(VersionBehavior behavior, double rate, ResponseClass success, ResponseClass failure) {
    this.behavior = behavior;
    this.rate = rate;
    this.success = success;
    this.failure = failure;
    this.rest = LatencyHistogram.lognormal(behavior.medianMillis(), behavior.sigma());
    double left = 1;
    for (int i = 0; i < rest.length; i++) {
      double share = rest[i];
      rest[i] = left <= 0 ? 1 : Math.min(1, share / left);
      left -= share;
    }
  }

  /**
   * Responses of a period.
   *
   * @param seconds length of the period, weighted by the share of all requests
   */
  RequestCounts draw(RandomSource random, double seconds) {
    long requests = random.poisson(rate * seconds);
    if (requests == 0) {
      return RequestCounts.NONE;
    }
    long errors = errors(random, requests);
    Map<ResponseClass, Long> answers = new HashMap<>(4);
    if (requests > errors) {
      answers.put(success, requests - errors);
    }
    if (errors > 0) {
      answers.put(failure, errors);
    }
    return new RequestCounts(answers, durations(random, requests));
  }

  private long errors(RandomSource random, long requests) {
    if (behavior.clump() == 1) {
      return random.binomial(requests, behavior.errors());
    }
    long clumps = random.poisson(requests * behavior.errors() / behavior.clump());
    return Math.min(requests, clumps * behavior.clump());
  }

  private SortedMap<Double, Long> durations(RandomSource random, long requests) {
    SortedMap<Double, Long> within = new TreeMap<>();
    long left = requests;
    for (int i = 0; i < rest.length; i++) {
      left -= left == 0 ? 0 : random.binomial(left, rest[i]);
      within.put(LatencyHistogram.bound(i), requests - left);
    }
    return within;
  }
}
