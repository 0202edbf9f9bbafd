package dev.sluice.comparison;

import static dev.sluice.comparison.TrafficRecording.SCRAPE_SECONDS;

/**
 * Flagger's rule, as its source (fluxcd/flagger 15bd6ad, {@code pkg/controller/scheduler.go},
 * {@code pkg/metrics/observers/istio.go}) and its Istio tutorial have it.
 *
 * <p>On every tick a query over the last minute is held against a fixed limit. A check without data
 * is a failed one. Failed checks are counted and never forgotten; when there are as many as the
 * threshold, the <em>next</em> tick takes the release back.
 *
 * <p>The window here is the exact difference of two scrapes. Flagger's {@code rate()} misses the
 * first sample of a new series, such as the first 503 of a canary, so this is kind to it.
 *
 * @param tick seconds between checks
 * @param threshold failed checks that are too many
 * @param query what is held against the limit
 * @param max the largest value that passes
 */
record FlaggerRule(String name, int tick, int threshold, MetricQuery query, double max)
    implements ToolRule {
  private static final int WINDOW = 60;

  static FlaggerRule errors(String name, int tick) {
    return new FlaggerRule(name, tick, 5, MetricQuery.ERROR_SHARE, 0.01);
  }

  /** The tutorial's limit for the 99th percentile. */
  static FlaggerRule latency(String name, int tick) {
    return new FlaggerRule(name, tick, 5, MetricQuery.P99, 500);
  }

  @Override
  public FlaggerWatch watch(TrafficRecording recording) {
    return new FlaggerWatch(recording);
  }

  final class FlaggerWatch implements Watch {
    private final TrafficRecording recording;
    private int failed;
    private boolean passed;

    private FlaggerWatch(TrafficRecording recording) {
      this.recording = recording;
    }

    @Override
    public boolean rollsBack() {
      passed = false;
      int now = recording.scrapes();
      if (now * SCRAPE_SECONDS % tick != 0) {
        return false;
      }
      if (failed >= threshold) {
        return true;
      }
      double value =
          query.value(recording.canary(), Math.max(0, now - WINDOW / SCRAPE_SECONDS), now);
      // NaN, no data, does not pass.
      passed = value <= max;
      failed += passed ? 0 : 1;
      return false;
    }

    /** Whether the newest scrape was a tick whose check passed. */
    boolean passed() {
      return passed;
    }
  }
}
