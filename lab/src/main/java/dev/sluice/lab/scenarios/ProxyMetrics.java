package dev.sluice.lab.scenarios;

/**
 * Metrics of the callers' proxies that Prometheus drops, as a platform team configures it to save
 * memory. The lab's Prometheus goes by an annotation of the pods.
 */
final class ProxyMetrics {
  private static final String DROP = "lab.sluice.dev/drop-metrics";

  private ProxyMetrics() {}

  /** The callers' proxies count nothing. */
  static void dropCallersCounts(ScenarioApi api) {
    api.kubectl("annotate", "pod", "load", DROP + "=all");
  }

  /** The callers' proxies do not measure how long requests take. */
  static void dropDurations(ScenarioApi api) {
    api.kubectl("annotate", "pod", "load", DROP + "=durations");
  }

  static void keepAll(ScenarioApi api) {
    api.kubectl("annotate", "pod", "load", DROP + "-");
  }
}
