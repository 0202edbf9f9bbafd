package dev.sluice.comparison;

import dev.sluice.analysis.evidence.Counts;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * One release in one world, as Prometheus sees it, scrape after scrape. Requests arrive by chance
 * and each is routed by itself, so what each version gets is Poisson; so is each kind of answer.
 */
final class Recording {
  static final int SCRAPE_SECONDS = 15;

  /** Scrapes of the stable version alone before the release: half an hour. */
  static final int HISTORY = 120;

  private final World world;
  private final Draws draws;
  private final Series history = new Series();
  private final Map<Version, Series> series = new EnumMap<>(Version.class);
  private final List<Double> weights = new ArrayList<>();
  private final Map<Speed, double[]> bucketsOf = new HashMap<>();
  private double excess;

  Recording(World world, Draws draws) {
    this.world = world;
    this.draws = draws;
    for (Version version : Version.values()) {
      series.put(version, new Series());
    }
    for (int k = -HISTORY; k < 0; k++) {
      answer(history, Version.STABLE, k * SCRAPE_SECONDS, perScrape(1));
    }
  }

  /** One more scrape, in whose seconds the canary had this weight, 0 to 1. */
  void scrape(double weight) {
    int second = weights.size() * SCRAPE_SECONDS;
    double canary = Math.min(1, weight * world.split());
    int before = weights.size();
    weights.add(weight);
    answer(canary(), Version.CANARY, second, perScrape(canary));
    answer(stable(), Version.STABLE, second, perScrape(1 - canary));
    answer(series(Version.CONTROL), Version.CONTROL, second, perScrape(weight));
    excess +=
        canary().errors(before, before + 1)
            - world.stable().applyAsDouble(second) * canary().requests(before, before + 1);
  }

  int scrapes() {
    return weights.size();
  }

  /** The weight in the seconds before the scrape {@code k}, which counts from 1. */
  double weight(int k) {
    return weights.get(k - 1);
  }

  Series canary() {
    return series(Version.CANARY);
  }

  Series stable() {
    return series(Version.STABLE);
  }

  Series series(Version version) {
    return series.get(version);
  }

  /** The stable version's half hour before the release. */
  Series history() {
    return history;
  }

  List<Counts> historicErrors() {
    return historic(k -> history.errorCounts(k, k + 1));
  }

  List<Counts> historicSlow(int bucket) {
    return historic(k -> history.slowCounts(bucket, k, k + 1));
  }

  private static List<Counts> historic(IntFunction<Counts> counts) {
    return IntStream.range(0, HISTORY).mapToObj(counts).toList();
  }

  /** Failed requests of users so far that the stable version would have answered. */
  double excess() {
    return excess;
  }

  boolean hasDurations() {
    return world.durations() != null;
  }

  private double perScrape(double share) {
    return share * world.requestsPerSecond() * SCRAPE_SECONDS;
  }

  private void answer(Series to, Version version, int second, double mean) {
    if (hasDurations()) {
      double[] buckets = buckets(version, second);
      long[] within = new long[buckets.length];
      long failed = within(buckets, mean * share(version, second), within);
      long succeeded = within(buckets, mean * (1 - share(version, second)), within);
      to.add(failed + succeeded, failed, within);
    } else if (world.clumps() == Clumps.SINGLE) {
      double share = share(version, second);
      long failed = draws.poisson(mean * share);
      to.add(failed + draws.poisson(mean * (1 - share)), failed, null);
    } else {
      long requests = draws.poisson(mean);
      long failed = 0;
      double causes = mean * share(version, second) / world.clumps().mean();
      for (long cause = draws.poisson(causes); cause > 0; cause--) {
        failed += world.clumps().next(draws);
      }
      to.add(requests, Math.min(failed, requests), null);
    }
  }

  private double share(Version version, int second) {
    return version == Version.CANARY
        ? world.canary().applyAsDouble(second)
        : world.stable().applyAsDouble(second);
  }

  /** The share of the requests in each bucket of the histogram. */
  private double[] buckets(Version version, int second) {
    World.Durations durations = world.durations();
    Speed speed =
        (version == Version.CANARY ? durations.canary() : durations.stable()).apply(second);
    return durations.noise() == 0
        ? bucketsOf.computeIfAbsent(speed, Speed::shares)
        : speed.scaled(Math.exp(durations.noise() * draws.gaussian())).shares();
  }

  /** Adds requests within each bound, all of them last, and says how many. */
  private long within(double[] buckets, double mean, long[] within) {
    long sum = 0;
    for (int i = 0; i < buckets.length; i++) {
      sum += draws.poisson(mean * buckets[i]);
      within[i] += sum;
    }
    return sum;
  }
}
