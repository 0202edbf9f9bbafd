package dev.sluice.messages;

import java.util.Map;
import java.util.TreeMap;

/**
 * Why there are no metrics, one sentence for each cause, then what to do about it. Nothing in them
 * changes from second to second: a changed text is a write to the API server.
 */
public final class MissingDataMessages {
  private MissingDataMessages() {}

  public static String notQueried() {
    return "Waiting for the first query";
  }

  public static String unreachable(String address, String detail) {
    return "Prometheus at %s is unreachable (%s)".formatted(address, detail);
  }

  public static String timedOut(long limitMillis) {
    return "Prometheus did not answer within " + duration(limitMillis);
  }

  public static String httpError(int status, String detail) {
    return "Prometheus answered HTTP " + status + (detail.isEmpty() ? "" : ": " + detail);
  }

  public static String credentialsRequired(int status) {
    return "Prometheus requires authentication (HTTP %d); set prometheus.auth.existingSecret"
        .formatted(status);
  }

  public static String credentialsRejected(int status) {
    return "Prometheus rejected the credentials (HTTP %d); renew them in the mounted Secret"
        .formatted(status);
  }

  public static String unusableCredentials(String setting, String path, String detail) {
    return "%s=\"%s\" cannot be used: %s".formatted(setting, path, detail);
  }

  public static String redirected(int status, String location) {
    return "Prometheus redirects (HTTP %d)%s; set SLUICE_PROMETHEUS_URL to the server itself"
        .formatted(status, location.isEmpty() ? "" : " to " + location);
  }

  public static String tlsFailed(String address, String detail) {
    return "TLS to Prometheus at %s failed (%s); check the CA and client certificate"
        .formatted(address, detail);
  }

  public static String invalidResponse(String expected) {
    return "Prometheus sent an invalid response: expected " + expected;
  }

  public static String queryFailed(String error) {
    return "Prometheus returned an error: " + error;
  }

  public static String partialResponse(String warning) {
    return "The response of Prometheus may be incomplete: " + warning;
  }

  public static String tooLarge(long limitBytes) {
    return "The response of Prometheus is larger than " + limitBytes + " bytes";
  }

  /** The labels are the series'. */
  public static String invalidCount(double value, Map<String, String> labels) {
    return "Prometheus counts %s requests, which is not a whole number: %s"
        .formatted(value, new TreeMap<>(labels));
  }

  public static String noLongerQueried() {
    return "Prometheus is not queried any more";
  }

  public static String stepShorterThanScrape(long stepSeconds, long scrapeSeconds) {
    return "Counters are scraped about every %ds, so most queries every %ds find nothing new; set sampling.step to %ds"
        .formatted(scrapeSeconds, stepSeconds, scrapeSeconds);
  }

  public static String noDurations(String workload) {
    return "Requests to %s are counted without their durations; let Prometheus keep istio_request_duration_milliseconds_bucket, or set the latency metric to mode: Observe"
        .formatted(workload);
  }

  public static String serverSideOnly(String workload) {
    return "Requests to %s are counted by its own pods only; its callers have no sidecar or are not scraped"
        .formatted(workload);
  }

  public static String directRequests(String workload) {
    return "Some requests to %s come without mutual TLS and reach the pods of every version; give their callers a sidecar, or set spec.traffic.bypass: Accept"
        .formatted(workload);
  }

  public static String underOtherName(String workload, String name) {
    return "Some requests to %s are sent to %s and reach the pods of every version; let their callers use the Service of the CanaryRelease, or set spec.traffic.bypass: Accept"
        .formatted(workload, name);
  }

  public static String noSeries(String candidate, String baseline, String namespace) {
    return "No istio_requests_total series for %s or %s in namespace %s; check that callers have a sidecar and are scraped"
        .formatted(candidate, baseline, namespace);
  }

  public static String stale(long limitSeconds) {
    return "The newest sample is older than %ds; check that callers are still scraped"
        .formatted(limitSeconds);
  }

  public static String noValue() {
    return "The query returns no value; it must return one number";
  }

  public static String notFinite(double value) {
    return "The query returns %s; it must return one finite number".formatted(value);
  }

  public static String manySeries(int count) {
    return "The query returns %d series; aggregate them to one".formatted(count);
  }

  private static String duration(long millis) {
    return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
  }
}
