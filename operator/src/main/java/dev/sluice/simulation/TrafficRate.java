package dev.sluice.simulation;

import dev.sluice.analysis.RequestCounts;
import dev.sluice.analysis.RequestCounts.Answer;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Draws what a version answers in a span of time. */
final class TrafficRate {
  private final VersionBehavior behaviour;
  private final double rate;
  private final Answer good;
  private final Answer bad;

  /** Share of each bucket among the requests that are in no earlier one. */
  private final double[] rest;

  TrafficRate(VersionBehavior behaviour, double rate, Answer good, Answer bad) {
    this.behaviour = behaviour;
    this.rate = rate;
    this.good = good;
    this.bad = bad;
    this.rest = LatencyHistogram.lognormal(behaviour.medianMillis(), behaviour.sigma());
    double left = 1;
    for (int i = 0; i < rest.length; i++) {
      double share = rest[i];
      rest[i] = left <= 0 ? 1 : Math.min(1, share / left);
      left -= share;
    }
  }

  /**
   * Answers to the requests of some time.
   *
   * @param seconds time, each second counting by the share of all requests that comes here
   */
  RequestCounts draw(RandomSource draws, double seconds) {
    long requests = draws.poisson(rate * seconds);
    if (requests == 0) {
      return RequestCounts.NONE;
    }
    long errors = errors(draws, requests);
    Map<Answer, Long> answers = new HashMap<>(4);
    if (requests > errors) {
      answers.put(good, requests - errors);
    }
    if (errors > 0) {
      answers.put(bad, errors);
    }
    return new RequestCounts(answers, durations(draws, requests));
  }

  private long errors(RandomSource draws, long requests) {
    if (behaviour.clump() == 1) {
      return draws.binomial(requests, behaviour.errors());
    }
    long clumps = draws.poisson(requests * behaviour.errors() / behaviour.clump());
    return Math.min(requests, clumps * behaviour.clump());
  }

  private SortedMap<Double, Long> durations(RandomSource draws, long requests) {
    SortedMap<Double, Long> within = new TreeMap<>();
    long left = requests;
    for (int i = 0; i < rest.length; i++) {
      left -= left == 0 ? 0 : draws.binomial(left, rest[i]);
      within.put(LatencyHistogram.bound(i), requests - left);
    }
    return within;
  }
}
