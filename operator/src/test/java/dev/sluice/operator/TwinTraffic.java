package dev.sluice.operator;

import dev.sluice.metrics.prometheus.IstioCounters;
import dev.sluice.metrics.prometheus.RealPrometheus;
import dev.sluice.metrics.prometheus.RealPrometheus.WrittenSeries;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.LongUnaryOperator;

/**
 * The same traffic to a service in each of two namespaces: numbers that differ from step to step
 * and are the same in every run. Canaries have none at first; later they fail a little more often
 * than the stable versions.
 */
final class TwinTraffic {
  /** Seconds of a step, and from one scrape to the next. */
  static final int STEP = 5;

  /** When in each step the scrape is. */
  private static final int PHASE = 2;

  private static final int HISTORY_STEPS = 140;

  /** So many steps are written before their time, so that none is late. */
  private static final int AHEAD_STEPS = 3;

  /** The steps with a canary that are written; Prometheus takes ten minutes ahead. */
  private static final int TRIAL_STEPS = 80;

  private final RealPrometheus prometheus;
  private final List<String> namespaces;
  private final long begin;
  private final Counter stable = new Counter(1);
  private final Counter canary = new Counter(2);
  private long written;

  /** Ten minutes, and some seconds ahead, in which the canaries have no requests. */
  TwinTraffic(RealPrometheus prometheus, String... namespaces)
      throws IOException, InterruptedException {
    this.prometheus = prometheus;
    this.namespaces = List.of(namespaces);
    this.begin = Math.floorDiv(Instant.now().getEpochSecond(), STEP) * STEP - HISTORY_STEPS * STEP;
    this.written = begin;
    goOn(HISTORY_STEPS + AHEAD_STEPS, 0, 0);
  }

  /**
   * From a step of the grid on the canaries have a fifth of the requests, and fail more often.
   *
   * @return the end of the step before, in seconds since 1970
   */
  long turnBad() throws IOException, InterruptedException {
    int quiet = (int) ((Instant.now().getEpochSecond() - written) / STEP) + AHEAD_STEPS;
    goOn(Math.max(0, quiet), 0, 0);
    long turn = written;
    goOn(TRIAL_STEPS, 20, 2);
    return turn;
  }

  /** What one caller has counted; the failures of each step are drawn, the same in every run. */
  private static final class Counter {
    private final Random random;
    private final List<Long> good = new ArrayList<>(List.of(0L));
    private final List<Long> failed = new ArrayList<>(List.of(0L));

    private Counter(long seed) {
      random = new Random(seed);
    }

    private void step(int requests, int failures) {
      int bad = failures == 0 ? 0 : random.nextInt(failures);
      good.add(good.get(good.size() - 1) + requests - bad);
      failed.add(failed.get(failed.size() - 1) + bad);
    }
  }

  /** Writes some more steps. */
  private void goOn(int steps, int requests, int failures)
      throws IOException, InterruptedException {
    for (int step = 0; step < steps; step++) {
      stable.step(80, 2);
      canary.step(requests, failures);
    }
    long end = written + (long) steps * STEP;
    List<WrittenSeries> series = new ArrayList<>();
    for (String namespace : namespaces) {
      series.addAll(scraped(namespace, Fleet.service(0), stable, end));
      series.addAll(scraped(namespace, Fleet.service(0) + "-canary-2", canary, end));
    }
    prometheus.write(series);
    written = end;
  }

  private List<WrittenSeries> scraped(
      String namespace, String workload, Counter counter, long end) {
    return new IstioCounters(namespace, workload, at(counter.good), at(counter.failed))
        .scraped(written + PHASE, end, STEP);
  }

  /** The scrape in a step finds what there is at its end. */
  private LongUnaryOperator at(List<Long> counted) {
    return time -> counted.get((int) ((time - begin) / STEP) + 1);
  }
}
