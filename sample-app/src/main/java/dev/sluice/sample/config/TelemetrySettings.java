package dev.sluice.sample.config;

import java.util.regex.Pattern;

/**
 * What the process says of itself.
 *
 * @param endpoint of a collector that takes OTLP by HTTP, without a path; empty for no traces
 * @param service its name in traces
 * @param logFormat of log lines
 */
public record TelemetrySettings(String endpoint, String service, LogFormat logFormat) {

  private static final Pattern ADDRESS = Pattern.compile("https?://[^?#@\\s]+");

  static TelemetrySettings read(EnvironmentReader read) {
    String endpoint = read.text("OTEL_EXPORTER_OTLP_ENDPOINT");
    if (!endpoint.isEmpty() && !ADDRESS.matcher(endpoint).matches()) {
      read.refuse("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint, "http://HOST:4318, or leave it empty");
    }
    String service = read.text("OTEL_SERVICE_NAME");
    return new TelemetrySettings(
        endpoint,
        service.isEmpty() ? "users" : service,
        read.choice(LogFormat.VARIABLE, LogFormat.AUTO, LogFormat.class));
  }
}
