package dev.sluice.lab.scenarios;

import static dev.sluice.lab.scenarios.ScriptLines.BAD;
import static dev.sluice.lab.scenarios.ScriptLines.NEXT;
import static dev.sluice.lab.scenarios.ScriptLines.STABLE;
import static dev.sluice.lab.scenarios.ScriptLines.act;
import static dev.sluice.lab.scenarios.ScriptLines.adopted;
import static dev.sluice.lab.scenarios.ScriptLines.adoptedToStayAt20;
import static dev.sluice.lab.scenarios.ScriptLines.adoptedWithQuickSteps;
import static dev.sluice.lab.scenarios.ScriptLines.applied;
import static dev.sluice.lab.scenarios.ScriptLines.appliedBad;
import static dev.sluice.lab.scenarios.ScriptLines.await;
import static dev.sluice.lab.scenarios.ScriptLines.check;
import static dev.sluice.lab.scenarios.ScriptLines.ended;
import static dev.sluice.lab.scenarios.ScriptLines.onlyRelease;
import static dev.sluice.lab.scenarios.ScriptLines.podsReady;
import static dev.sluice.lab.scenarios.ScriptLines.seconds;
import static dev.sluice.lab.scenarios.ScriptLines.stable;
import static dev.sluice.lab.scenarios.ScriptLines.step;
import static dev.sluice.lab.scenarios.ScriptLines.weight;
import static dev.sluice.lab.scenarios.ScriptLines.weights;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What is measured, what is not, and what follows from it. */
final class JudgementScenarios {
  private JudgementScenarios() {}

  private static final ScriptLine NEVER_BLIND =
      check("neither a condition nor an event says NoData", api -> !api.said("NoData"));

  private static final Scenario REPAIR =
      Scenario.of(
              "broken-stable-repaired",
              "The stable version begins to fail half of its requests, and its repair is applied.",
              act(
                  "apply " + STABLE + ", which fails from its second 75 on",
                  api -> api.apply(STABLE, Map.of("FAIL_PERCENT", "50", "FAIL_FROM_SECOND", "75"))),
              podsReady(),
              adopted(
                  step(20, "15s"),
                  Map.of("weight", 50, "duration", "5s", "until", "Proven"),
                  step(60, "5s"),
                  step(100, "5s")),
              seconds(75),
              applied(NEXT),
              weight(50),
              await(
                  "the status says that the stable version fails, and the canary does not",
                  Duration.ofMinutes(1),
                  api -> api.message().matches("(?is).*stable fails .* and canary does not.*")),
              ended(NEXT, "Promoted"),
              stable(NEXT),
              check("no event says SharedOutage", api -> !api.said("SharedOutage")),
              weights(0, 20, 50, 60, 100, 75, 50, 0))
          .bad(STABLE);

  private static final Scenario CALLERS_RESTART =
      Scenario.of(
          "callers-restart-at-20",
          "All callers end at 20%, and others come 30 s later.",
          adopted(step(20, "60s"), step(100, "5s")),
          applied(NEXT),
          weight(20),
          seconds(10),
          act("the callers end, and others come 30 s later", api -> api.load().restart(30)),
          ended(NEXT, "Promoted"),
          stable(NEXT),
          NEVER_BLIND,
          weights(0, 20, 100, 75, 50, 0));

  /** Longer than the minute after which a canary without requests is said to have none. */
  private static final Scenario CALLERS_GONE =
      Scenario.of(
          "callers-gone-at-20",
          "All callers end at 20%; the release is held until there are others.",
          adopted(step(20, "60s"), step(100, "5s")),
          applied(NEXT),
          weight(20),
          seconds(10),
          act("the callers end", api -> api.load().end()),
          await(
              "the release is held for lack of requests",
              Duration.ofMinutes(3),
              api ->
                  api.view().phase().equals("Held")
                      && api.message().toLowerCase(Locale.ROOT).contains("no requests")),
          act("there are callers again", api -> api.load().start()),
          ended(NEXT, "Promoted"),
          stable(NEXT),
          NEVER_BLIND,
          weights(0, 20, 100, 75, 50, 0));

  private static final Scenario POD_COUNTS =
      Scenario.of(
              "counted-by-the-pods-alone",
              "The callers' proxies count nothing; a version fails half of its requests.",
              act("drop the callers' metrics", ProxyMetrics::dropCallersCounts),
              adoptedToStayAt20(),
              seconds(150),
              appliedBad(Map.of("FAIL_PERCENT", "50")),
              weight(20),
              check(
                  "the condition says whose proxies count",
                  api -> api.conditionMessage("MetricsAvailable").contains("service's own pods")),
              ended(BAD, "RolledBack"),
              onlyRelease(BAD, "RolledBack", "ErrorRateTooHigh"),
              weights(0, 20, 0))
          .bad(BAD);

  private static final Scenario NO_DURATIONS =
      Scenario.of(
          "histograms-dropped",
          "The mesh does not measure how long requests take, and later does.",
          act("drop the durations", ProxyMetrics::dropDurations),
          adoptedWithQuickSteps(),
          seconds(30),
          applied(NEXT),
          await(
              "the release is held before requests are moved, and says what to do",
              api ->
                  api.view().phase().equals("Held")
                      && api.message().contains("without their durations")
                      && api.message().contains("mode: Observe")),
          check("the canary has no requests", api -> api.weights().equals(List.of(0))),
          act("keep the durations again", ProxyMetrics::keepAll),
          ended(NEXT, "Promoted"),
          stable(NEXT),
          weights(0, 20, 60, 100, 75, 50, 0));

  private static final Scenario FEW_ERRORS =
      Scenario.of(
              "five-percent-errors",
              "A version that fails one of twenty requests is rolled back.",
              adoptedToStayAt20(),
              appliedBad(Map.of("FAIL_PERCENT", "5")),
              ended(BAD, "RolledBack"),
              onlyRelease(BAD, "RolledBack", "ErrorRateTooHigh"),
              weights(0, 20, 0))
          .bad(BAD);

  private static final Scenario SLOW =
      Scenario.of(
              "slow-for-all",
              "A version that takes 300 ms longer for every request is rolled back.",
              adoptedToStayAt20(),
              seconds(60),
              appliedBad(Map.of("DELAY_MS", "300")),
              ended(BAD, "RolledBack"),
              onlyRelease(BAD, "RolledBack", "LatencyTooHigh"),
              weights(0, 20, 0))
          .bad(BAD);

  /**
   * Until its first requests end, nothing is known of them. Callers give up those that are slow on
   * every version, and no response says which one had them.
   */
  private static final Scenario HANGS =
      Scenario.of(
              "hangs-for-all",
              "A version that takes 30 s for every request is rolled back.",
              adoptedToStayAt20(),
              seconds(60),
              appliedBad(Map.of("DELAY_MS", "30000")),
              ended(BAD, "RolledBack"),
              weights(0, 20, 0))
          .bad(BAD)
          .plainly(appliedBad(Map.of("DELAY_MS", "30000")), podsReady(), seconds(60));

  /** The hash chooses a pod of the version that the weight has chosen. */
  private static final Scenario HASHED =
      Scenario.of(
          "hashed-by-caller",
          "The policy hashes by the caller's address, and all requests have the same one.",
          adopted(step(20, "30s"), step(60, "15s"), step(100, "5s")),
          act(
              "hash by the caller's address",
              api ->
                  api.patch(
                      "canaryrelease",
                      """
                      {"spec": {"traffic": {"trafficPolicy":
                        {"loadBalancer": {"consistentHash": {"useSourceIp": true}}}}}}
                      """)),
          seconds(10),
          applied(NEXT),
          ended(NEXT, "Promoted"),
          stable(NEXT),
          check(
              "both versions had their share",
              api -> !api.said("TrafficDeficit") && !api.said("TrafficSurplus")),
          weights(0, 20, 60, 100, 75, 50, 0));

  /** Each caller has so few connections that requests to a slow version are not sent. */
  private static final String FEW_CONNECTIONS =
      """
      {"connectionPool": {"tcp": {"maxConnections": 16}, "http": {"http1MaxPendingRequests": 2}}}
      """;

  private static final String EJECT_ALL =
      """
      {"outlierDetection": {"consecutive5xxErrors": 2, "interval": "1s",
        "baseEjectionTime": "120s", "maxEjectionPercent": 100, "minHealthPercent": 0}}
      """;

  /** The requests that are not sent have no version: those of the version itself are well. */
  private static final Scenario OVERFLOWS =
      Scenario.of(
              "callers-overflow-at-20",
              "A version takes 2 s to answer, and its callers' connection pools overflow.",
              adoptedToStayAt20(),
              act(
                  "few connections, and only errors are compared",
                  api ->
                      api.patch(
                          "canaryrelease",
                          """
                          {"spec": {"traffic": {"trafficPolicy": POLICY},
                            "analysis": {"metrics": [{"name": "errors", "errorRate": {}}]}}}
                          """
                              .replace("POLICY", FEW_CONNECTIONS))),
              seconds(30),
              appliedBad(Map.of("DELAY_MS", "2000")),
              ended(BAD, "RolledBack"),
              onlyRelease(BAD, "RolledBack", "UnattributedFailures"),
              weights(0, 20, 0))
          .bad(BAD)
          .plainly(
              destinationRule(FEW_CONNECTIONS),
              appliedBad(Map.of("DELAY_MS", "2000")),
              podsReady(),
              seconds(30));

  /** Once they are ejected, no endpoint is left for their share of the requests. */
  private static final Scenario EJECTED =
      Scenario.of(
              "canary-ejected-at-20",
              "A version fails every request, and outlier detection ejects all of its pods.",
              adoptedToStayAt20(),
              act(
                  "eject a pod after 2 failures",
                  api ->
                      api.patch(
                          "canaryrelease",
                          "{\"spec\": {\"traffic\": {\"trafficPolicy\": " + EJECT_ALL + "}}}")),
              seconds(10),
              appliedBad(Map.of("FAIL_PERCENT", "100")),
              ended(BAD, "RolledBack"),
              weights(0, 20, 0))
          .bad(BAD)
          .plainly(
              destinationRule(EJECT_ALL),
              appliedBad(Map.of("FAIL_PERCENT", "100")),
              podsReady(),
              seconds(30));

  /** What an owner without Sluice writes. */
  private static ScriptLine destinationRule(String policy) {
    return act(
        "create a DestinationRule",
        api ->
            KubectlFile.with(
                """
                {"apiVersion": "networking.istio.io/v1", "kind": "DestinationRule",
                  "metadata": {"name": "NAME"}, "spec": {"host": "NAME", "trafficPolicy": POLICY}}
                """
                    .replace("NAME", ScenarioApi.NAME)
                    .replace("POLICY", policy),
                file -> api.kubectl("apply", file)));
  }

  static List<Scenario> all() {
    return List.of(
        REPAIR,
        CALLERS_RESTART,
        CALLERS_GONE,
        POD_COUNTS,
        NO_DURATIONS,
        FEW_ERRORS,
        SLOW,
        HANGS,
        HASHED,
        OVERFLOWS,
        EJECTED);
  }
}
