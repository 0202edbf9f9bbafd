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
final class TrafficRecording {
  static final int SCRAPE_SECONDS = 15;

  /** Scrapes of the stable version alone before the release: half an hour. */
  static final int HISTORY = 120;

  private final TrafficCase world;
  private final RequestDraws draws;
  private final VersionSeries history = new VersionSeries();
  private final Map<VersionRole, VersionSeries> series = new EnumMap<>(VersionRole.class);
  private final List<Double> weights = new ArrayList<>();
  private final Map<Speed, double[]> bucketsOf = new HashMap<>();
  private double excess;

  TrafficRecording(TrafficCase world, RequestDraws draws) {
    this.world = world;
    this.draws = draws;
    for (VersionRole version : VersionRole.values()) {
      series.put(version, new VersionSeries());
    }
    for (int k = -HISTORY; k < 0; k++) {
      int second = k * SCRAPE_SECONDS;
      answer(history, VersionRole.STABLE, second, perScrape(1), burst(second));
    }
  }

  /** One more scrape, in whose seconds the canary had this weight, 0 to 1. */
  void scrape(double weight) {
    int second = weights.size() * SCRAPE_SECONDS;
    double canary = Math.min(1, weight * world.split());
    int before = weights.size();
    weights.add(weight);
    OfCallers burst = burst(second);
    OfCallers toCanary =
        new OfCallers(
            draws.binomial(burst.refused(), canary), draws.binomial(burst.abandoned(), canary));
    answer(canary(), VersionRole.CANARY, second, perScrape(canary), toCanary);
    answer(stable(), VersionRole.STABLE, second, perScrape(1 - canary), burst.minus(toCanary));
    answer(
        series(VersionRole.CONTROL),
        VersionRole.CONTROL,
        second,
        perScrape(weight),
        OfCallers.NONE);
    excess +=
        canary().errors(before, before + 1)
            - world.stable().applyAsDouble(second) * canary().requests(before, before + 1);
  }

  /** Requests of bursts, by how they end. */
  private record OfCallers(int refused, int abandoned) {
    static final OfCallers NONE = new OfCallers(0, 0);

    OfCallers minus(OfCallers some) {
      return new OfCallers(refused - some.refused, abandoned - some.abandoned);
    }

    int all() {
      return refused + abandoned;
    }
  }

  private OfCallers burst(int second) {
    int refused = 0;
    int abandoned = 0;
    for (CallerTraffic.RequestBurst burst : world.callers().bursts()) {
      int requests = burst.between(second, second + SCRAPE_SECONDS);
      refused += burst.abandoned() ? 0 : requests;
      abandoned += burst.abandoned() ? requests : 0;
    }
    return new OfCallers(refused, abandoned);
  }

  int scrapes() {
    return weights.size();
  }

  /** The weight in the seconds before the scrape {@code k}, which counts from 1. */
  double weight(int k) {
    return weights.get(k - 1);
  }

  VersionSeries canary() {
    return series(VersionRole.CANARY);
  }

  VersionSeries stable() {
    return series(VersionRole.STABLE);
  }

  VersionSeries series(VersionRole version) {
    return series.get(version);
  }

  /** The stable version's half hour before the release. */
  VersionSeries history() {
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

  /** Whether durations are measured in the newest scrape. */
  boolean hasDurationsNow() {
    return hasDurations() && scrapes() * SCRAPE_SECONDS <= world.durations().end();
  }

  private double perScrape(double share) {
    return share * world.requestsPerSecond() * SCRAPE_SECONDS;
  }

  private void answer(
      VersionSeries to, VersionRole version, int second, double mean, OfCallers burst) {
    double share = share(version, second);
    double refusedShare = world.callers().refused(version, second);
    double abandonedShare = world.callers().abandoned(version, second);
    double usualShare = 1 - share - refusedShare - abandonedShare;
    long failed;
    long refused;
    long abandoned;
    long requests;
    long[] within = null;
    if (hasDurations()) {
      double[] buckets = buckets(version, second);
      within = new long[buckets.length];
      failed = within(buckets, mean * share, within);
      refused = within(buckets, mean * refusedShare, within);
      abandoned = within(buckets, mean * abandonedShare, within);
      requests = failed + refused + abandoned + within(buckets, mean * usualShare, within);
    } else if (world.clumps() == Clumps.SINGLE) {
      failed = draws.poisson(mean * share);
      refused = draws.poisson(mean * refusedShare);
      abandoned = draws.poisson(mean * abandonedShare);
      requests = failed + refused + abandoned + draws.poisson(mean * usualShare);
    } else {
      requests = draws.poisson(mean);
      failed = Math.min(requests, clumped(mean * share));
      refused = 0;
      abandoned = 0;
    }
    for (int i = 0; within != null && i < within.length; i++) {
      // Refused or given up at once.
      within[i] += burst.all();
    }
    to.add(
        requests + burst.all(),
        failed,
        refused + burst.refused(),
        abandoned + burst.abandoned(),
        within);
  }

  private long clumped(double mean) {
    long failed = 0;
    for (long cause = draws.poisson(mean / world.clumps().mean()); cause > 0; cause--) {
      failed += world.clumps().next(draws);
    }
    return failed;
  }

  private double share(VersionRole version, int second) {
    return version == VersionRole.CANARY
        ? world.canary().applyAsDouble(second)
        : world.stable().applyAsDouble(second);
  }

  /** The share of the requests in each bucket of the histogram. */
  private double[] buckets(VersionRole version, int second) {
    TrafficCase.Durations durations = world.durations();
    Speed speed =
        (version == VersionRole.CANARY ? durations.canary() : durations.stable()).apply(second);
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
