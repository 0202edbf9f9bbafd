package dev.sluice.lab.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.lab.load.Ledger;
import dev.sluice.lab.load.LoadPlan;
import dev.sluice.lab.load.RequestTally;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Locale;
import java.util.Map;

/** One of the parallel releases. */
final class HealthyRelease {
  private final KubernetesClient client;
  private final UsersExample api;
  private final LoadPlan plan;
  private ReleaseSummary view;
  private double evidence;

  /**
   * @param plan the requests to this API, a part of the whole plan
   */
  HealthyRelease(KubernetesClient client, UsersExample api, LoadPlan plan) {
    this.client = client;
    this.api = api;
    this.plan = plan;
    this.view = api.view();
  }

  UsersExample api() {
    return api;
  }

  LoadPlan plan() {
    return plan;
  }

  /** Reads the current status. */
  ReleaseSummary look() {
    JsonNode object =
        Serialization.jsonMapper()
            .valueToTree(ReleaseSummary.resource(client, api.namespace(), UsersExample.NAME).get());
    view = ReleaseSummary.of(object);
    for (JsonNode metric : object.path("status").path("release").path("metrics")) {
      evidence = Math.max(evidence, odds(metric.path("evidence").asText()));
    }
    return view;
  }

  /** {@code 0.4}, {@code 1,234} or {@code over 1,000,000} to 1. */
  static double odds(String evidence) {
    String number = evidence.replace("over ", "").replace(",", "");
    return number.isEmpty() ? 0 : Double.parseDouble(number);
  }

  /** The status as last read. */
  ReleaseSummary view() {
    return view;
  }

  /** The highest evidence of harm that was read, as odds to 1. */
  double evidence() {
    return evidence;
  }

  /** A row of the result table. */
  String row(Ledger all, String stable, String next) {
    Map<String, RequestTally> versions = all.part(plan).byVersion();
    return String.format(
        Locale.ROOT,
        "%-12s %-20s %-12s %-12s %.3g",
        api.namespace(),
        view.outcome() + (view.reason().equals(view.outcome()) ? "" : " " + view.reason()),
        counts(versions.getOrDefault(stable, RequestTally.NONE)),
        counts(versions.getOrDefault(next, RequestTally.NONE)),
        evidence);
  }

  private static String counts(RequestTally tally) {
    return tally.requests() + "/" + tally.failed();
  }
}
