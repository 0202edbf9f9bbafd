package dev.sluice.operator;

import dev.sluice.metrics.prometheus.IstioCounters;
import dev.sluice.metrics.prometheus.RealPrometheus;
import dev.sluice.metrics.prometheus.RealPrometheus.WrittenSeries;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongUnaryOperator;

/**
 * Traffic to many services with a canary each, as Prometheus knows it: ten minutes of it at first,
 * then more in every second, as by scrapes that are spread over their interval. No request fails
 * until all canaries turn bad in the same second.
 */
final class FleetTraffic implements AutoCloseable {
  /** More than the sampler looks back for a counter's last value. */
  private static final long HISTORY_SECONDS = 700;

  /** Scrapes are written so much before their time that a busy machine is late for none. */
  private static final long AHEAD_SECONDS = 10;

  /** Requests a second from each caller; the canaries have a fifth of all. */
  private static final long STABLE_RATE = 24;

  private static final long CANARY_RATE = 6;

  private final RealPrometheus prometheus;
  private final String namespace;
  private final int services;
  private final int interval;
  private final long begin;
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private long written;
  private long bad = Long.MAX_VALUE;

  /**
   * Begins.
   *
   * @param interval seconds from one scrape to the next, and of a step of the grid
   */
  FleetTraffic(RealPrometheus prometheus, String namespace, int services, int interval)
      throws IOException, InterruptedException {
    this.prometheus = prometheus;
    this.namespace = namespace;
    this.services = services;
    this.interval = interval;
    this.written = Instant.now().getEpochSecond() + AHEAD_SECONDS;
    this.begin = written - HISTORY_SECONDS;
    for (int service = 0; service < services; service++) {
      long first = begin + Math.floorMod(service - begin, (long) interval);
      prometheus.write(scraped(service, first, written));
    }
    Future<?> unused = thread.scheduleAtFixedRate(this::goOn, 0, 1, TimeUnit.SECONDS);
  }

  int series() {
    return services * 2 * IstioCounters.SERIES;
  }

  /**
   * Soon half of the requests to each canary fail.
   *
   * @return when: the end of a step of the grid, in seconds since 1970
   */
  synchronized long turnBad() {
    bad = Math.floorDiv(written, (long) interval) * interval + interval;
    return bad;
  }

  private synchronized void goOn() {
    long now = Instant.now().getEpochSecond();
    try {
      for (; written < now + AHEAD_SECONDS; written++) {
        List<WrittenSeries> series = new ArrayList<>();
        for (int service = (int) (written % interval); service < services; service += interval) {
          series.addAll(scraped(service, written, written + 1));
        }
        prometheus.write(series);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private List<WrittenSeries> scraped(int service, long first, long end) {
    LongUnaryOperator stable = time -> (time - begin) * STABLE_RATE;
    // From the first scrape after that time on they are those of whole intervals.
    LongUnaryOperator failed = time -> time <= bad ? 0 : (time - bad + interval) * CANARY_RATE / 2;
    LongUnaryOperator good = time -> (time - begin) * CANARY_RATE - failed.applyAsLong(time);
    String users = Fleet.service(service);
    List<WrittenSeries> series = new ArrayList<>();
    series.addAll(
        new IstioCounters(namespace, users, stable, time -> 0).scraped(first, end, interval));
    series.addAll(
        new IstioCounters(namespace, users + "-canary-2", good, failed)
            .scraped(first, end, interval));
    return series;
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
