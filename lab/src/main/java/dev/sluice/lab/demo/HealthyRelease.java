package dev.sluice.lab.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.lab.load.Ledger;
import dev.sluice.lab.load.Load;
import dev.sluice.lab.load.Tally;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Locale;
import java.util.Map;

/** One of the releases that are watched side by side. */
final class HealthyRelease implements AutoCloseable {
  private final KubernetesClient client;
  private final UsersApi api;
  private final Load load;
  private ReleaseView view;
  private double evidence;

  HealthyRelease(KubernetesClient client, UsersApi api, Load load) {
    this.client = client;
    this.api = api;
    this.load = load;
    this.view = api.view();
  }

  /** Reads the status once. */
  void look() {
    JsonNode object =
        Serialization.jsonMapper()
            .valueToTree(ReleaseView.resource(client, api.namespace(), UsersApi.NAME).get());
    view = ReleaseView.of(object);
    for (JsonNode metric : object.path("status").path("release").path("metrics")) {
      evidence = Math.max(evidence, odds(metric.path("evidence").asText()));
    }
  }

  /** {@code 0.4}, {@code 1,234} or {@code over 1,000,000} to 1. */
  static double odds(String evidence) {
    String number = evidence.replace("over ", "").replace(",", "");
    return number.isEmpty() ? 0 : Double.parseDouble(number);
  }

  /** As last read. */
  ReleaseView view() {
    return view;
  }

  /** The highest that was read against the new version, as a factor. */
  double evidence() {
    return evidence;
  }

  /** Requests that were answered so far. */
  long requests() {
    return load.ledger().entries().size();
  }

  /** Sends no more. */
  Ledger stop() {
    return load.stop();
  }

  /** A line of the table. */
  String row(Ledger ledger, String stable, String next) {
    Map<String, Tally> versions = ledger.byVersion();
    return String.format(
        Locale.ROOT,
        "%-12s %-20s %-12s %-12s %.3g",
        api.namespace(),
        view.outcome() + (view.reason().equals(view.outcome()) ? "" : " " + view.reason()),
        counts(versions.getOrDefault(stable, Tally.NONE)),
        counts(versions.getOrDefault(next, Tally.NONE)),
        evidence);
  }

  private static String counts(Tally tally) {
    return tally.requests() + "/" + tally.failed();
  }

  @Override
  public void close() {
    load.close();
  }
}
