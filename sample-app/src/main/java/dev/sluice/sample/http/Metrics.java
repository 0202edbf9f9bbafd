package dev.sluice.sample.http;

import io.javalin.config.RoutesConfig;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Set;
import java.util.function.IntSupplier;

/** The numbers that {@code /metrics} shows, in Prometheus' text format. */
public final class Metrics implements AutoCloseable {

  private static final String MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  /** What stands for a path that no route has, so that callers cannot make endless series. */
  public static final String NO_ROUTE = "unmatched";

  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  private static final Duration[] BUCKETS = {
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2_500),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(30)
  };

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics gc = new JvmGcMetrics();

  /**
   * @param inFlight how many requests are not fully answered yet
   */
  public Metrics(String version, IntSupplier inFlight) {
    Gauge.builder("http.server.requests.active", inFlight::getAsInt)
        .description("Requests that are not fully answered yet")
        .register(registry);
    Gauge.builder("app.info", () -> 1)
        .description("Always 1; its label says which version runs")
        .tag("version", version)
        .register(registry);
    new ClassLoaderMetrics().bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    gc.bindTo(registry);
  }

  /**
   * Counts an answered request.
   *
   * @param route the pattern of the path, such as {@code /users/{id}}, or {@link #NO_ROUTE}
   */
  public void answered(String method, String route, int status, Duration took) {
    Timer.builder("http.server.requests")
        .description("Answered requests and how long they took")
        .tag("method", METHODS.contains(method) ? method : "OTHER")
        .tag("route", route)
        .tag("status", Integer.toString(status))
        .serviceLevelObjectives(BUCKETS)
        .register(registry)
        .record(took);
  }

  /** Where other parts register their numbers. */
  public MeterRegistry registry() {
    return registry;
  }

  public void register(RoutesConfig routes) {
    routes.get("/metrics", ctx -> ctx.contentType(MEDIA_TYPE).result(registry.scrape()));
  }

  @Override
  public void close() {
    gc.close();
    registry.close();
  }
}
