package dev.sluice.api.v1alpha1;

import java.util.List;
import java.util.Map;

/** Objects with every field set. */
final class Samples {
  private Samples() {}

  static CanaryReleaseSpec fullSpec() {
    return new CanaryReleaseSpec(
        new Target("users"),
        "users-api",
        true,
        List.of(
            new StepSpec("few", 5, "1m", Until.Proven),
            new StepSpec("all", 100, "5m", Until.Elapsed)),
        new Analysis(
            AnalysisMode.Enforce,
            "1%",
            List.of(
                new Metric(
                    "errors",
                    AnalysisMode.Enforce,
                    new ErrorRate(
                        "10%", "0.02%", "5%", List.of("5xx"), List.of(GrpcStatus.INTERNAL)),
                    null,
                    null,
                    null),
                new Metric(
                    "latency",
                    null,
                    null,
                    null,
                    new LatencyMetric("10%", "25ms", new LatencyLimit("0.99", "500ms")),
                    null),
                new Metric(
                    "queue",
                    AnalysisMode.Observe,
                    null,
                    null,
                    null,
                    new PrometheusMetric("max(queue_depth)", "0", "100", 3, 5, null))),
            new OnInconclusive("15m", InconclusiveAction.Hold),
            new OnNoData("30m", NoDataAction.RollBack),
            new OnNoTraffic("1h", NoTrafficAction.Advance)),
        new Traffic(
            Map.of("outlierDetection", Map.of("consecutive5xxErrors", 5, "interval", "1s")),
            Map.of("outlierDetection", Map.of("consecutive5xxErrors", 3)),
            "2s",
            "30s",
            BypassPolicy.Accept,
            new RateLimit(200, "1s", 50),
            Map.of("team", "users")),
        new Security(new Mtls(MtlsMode.Strict), null, null),
        new OnDelete(RejectedTemplate.Resume, SecurityObjects.Remove));
  }

  static CanaryReleaseStatus fullStatus() {
    String time = "2026-01-02T03:04:05Z";
    return new CanaryReleaseStatus(
        1L,
        new TargetStatus(41L),
        Phase.Releasing,
        "20% of requests to 1.4.2; not yet verified for 50%",
        new StableStatus(16L, "1.4.1", List.of("users:1.4.1"), time),
        new ReleaseStatus(
            17L,
            "1.4.2",
            List.of("users:1.4.2", "proxy:1"),
            Outcome.InProgress,
            "InProgress",
            "Step 2/4 (few)",
            time,
            time,
            new StepStatus(2, "2/4", "few", 20, time, "Time"),
            List.of(
                new MetricStatus("errors", "Good", "0 of 240 failed", "0/240", "3/4310", "0.8")),
            List.of(new ActionStatus("promote", "kubectl-annotate", time))),
        List.of(new HistoryEntry(16L, "1.4.1", Outcome.Promoted, "Promoted", time, time)),
        "v1;opaque",
        List.of(new Condition("Ready", "Unknown", 1L, time, "Releasing", "Step 2/4")));
  }
}
