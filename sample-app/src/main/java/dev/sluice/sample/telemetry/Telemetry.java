package dev.sluice.sample.telemetry;

import dev.sluice.sample.config.TelemetrySettings;
import io.grpc.ServerInterceptor;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.instrumentation.grpc.v1_6.GrpcTelemetry;
import io.opentelemetry.instrumentation.jdbc.datasource.JdbcTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Traces by OpenTelemetry with W3C Trace Context, sent by OTLP. Without an endpoint nothing is
 * traced, and the SDK is not loaded.
 */
public final class Telemetry implements AutoCloseable {

  private final Optional<OpenTelemetrySdk> sdk;

  /**
   * Starts the export.
   *
   * @param version of this program, in the spans' resource
   */
  public Telemetry(TelemetrySettings settings, String version) {
    this.sdk =
        settings.endpoint().isEmpty()
            ? Optional.empty()
            : Optional.of(
                AutoConfiguredOpenTelemetrySdk.builder()
                    // The environment has the last word, so that all variables of the SDK work.
                    .addPropertiesSupplier(() -> properties(settings, version))
                    .disableShutdownHook()
                    .build()
                    .getOpenTelemetrySdk());
  }

  private static Map<String, String> properties(TelemetrySettings settings, String version) {
    return Map.of(
        "otel.exporter.otlp.endpoint", settings.endpoint(),
        "otel.exporter.otlp.protocol", "http/protobuf",
        "otel.service.name", settings.service(),
        "otel.resource.attributes", "service.version=" + version,
        "otel.metrics.exporter", "none",
        "otel.logs.exporter", "none",
        "otel.propagators", "tracecontext,baggage");
  }

  /** Whether there are traces. */
  public boolean isOn() {
    return sdk.isPresent();
  }

  /** For spans of one's own; it does nothing while there are no traces. */
  public OpenTelemetry api() {
    return sdk.isPresent() ? sdk.get() : OpenTelemetry.noop();
  }

  /** The same database, with a span for each statement. */
  public DataSource traced(DataSource database) {
    return sdk.isPresent() ? JdbcTelemetry.create(sdk.get()).wrap(database) : database;
  }

  /** Makes a span for each gRPC call; empty while there are no traces. */
  public Optional<ServerInterceptor> grpcInterceptor() {
    return sdk.isPresent()
        ? Optional.of(GrpcTelemetry.create(sdk.get()).createServerInterceptor())
        : Optional.empty();
  }

  /** Sends what is left. */
  @Override
  public void close() {
    sdk.ifPresent(OpenTelemetrySdk::close);
  }
}
