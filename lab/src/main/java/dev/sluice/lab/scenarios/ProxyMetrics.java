package dev.sluice.lab.scenarios;

/** Metrics of Istio's proxies that a platform team drops to save memory. */
final class ProxyMetrics {
  private static final String TELEMETRY =
      """
      apiVersion: telemetry.istio.io/v1
      kind: Telemetry
      metadata:
        name: fewer-metrics
      spec:
        metrics:
          - providers: [{name: prometheus}]
            overrides:
              - match: {mode: MODE, metric: METRIC}
                disabled: true
      """;

  private ProxyMetrics() {}

  /** The callers' proxies count nothing. */
  static void dropCallersCounts(ScenarioApi api) {
    apply(api, "CLIENT", "ALL_METRICS");
  }

  /** No proxy measures how long requests take. */
  static void dropDurations(ScenarioApi api) {
    apply(api, "CLIENT_AND_SERVER", "REQUEST_DURATION");
  }

  static void keepAll(ScenarioApi api) {
    api.kubectl("delete", "telemetry", "fewer-metrics");
  }

  private static void apply(ScenarioApi api, String mode, String metric) {
    KubectlFile.with(
        TELEMETRY.replace("MODE", mode).replace("METRIC", metric),
        file -> api.kubectl("apply", file));
  }
}
