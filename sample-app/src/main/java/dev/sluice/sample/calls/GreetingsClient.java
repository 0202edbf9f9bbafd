package dev.sluice.sample.calls;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.sample.config.CallPolicies;
import dev.sluice.sample.config.CallSettings;
import dev.sluice.sample.domain.Greeting;
import dev.sluice.sample.domain.Greetings;
import dev.sluice.sample.domain.User;
import dev.sluice.sample.files.Reloader;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Greetings by the service of that name, or a fallback while it does not answer. */
public final class GreetingsClient implements Greetings, AutoCloseable {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final CallSettings settings;
  private final MeterRegistry metrics;
  private final GuardedCall guarded;
  private final OpenTelemetry telemetry;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Reloader<String> policies;

  /**
   * A client whose policies follow the file of the settings, if there is one.
   *
   * @param settings with an address
   * @param telemetry makes a span for each attempt, and tells the service of it
   */
  public GreetingsClient(CallSettings settings, MeterRegistry metrics, OpenTelemetry telemetry) {
    this.settings = settings;
    this.metrics = metrics;
    this.telemetry = telemetry;
    this.guarded = new GuardedCall(CallPolicies.DEFAULTS, metrics);
    this.policies =
        settings.policyFile().isEmpty()
            ? null
            : new Reloader<>(
                new Reloader.ReloadedPath<>(
                    "policies",
                    "greetings.policies",
                    Path.of(settings.policyFile()),
                    Files::readString),
                content -> guarded.use(CallPolicyFile.parse(content)),
                metrics);
  }

  @Override
  public Greeting of(User user) {
    try {
      Greeting greeting = guarded.call(timeout -> ask(user.name(), timeout));
      count("answered");
      return greeting;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Greetings.fallback(user);
    } catch (Exception e) {
      // No line in the log for each: the counter has them, and the breaker's state is a metric.
      count(e.getClass().getSimpleName());
      return Greetings.fallback(user);
    }
  }

  private Greeting ask(String name, Duration timeout) throws IOException, InterruptedException {
    URI uri =
        URI.create(
            settings.greetingsUrl()
                + "/greetings?name="
                + URLEncoder.encode(name, StandardCharsets.UTF_8));
    Span span =
        telemetry
            .getTracer("dev.sluice.sample")
            .spanBuilder("GET")
            .setSpanKind(SpanKind.CLIENT)
            .setAttribute("http.request.method", "GET")
            .setAttribute("server.address", uri.getHost())
            .setAttribute("url.full", uri.toString())
            .startSpan();
    try (Scope scope = span.makeCurrent()) {
      HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(timeout);
      telemetry
          .getPropagators()
          .getTextMapPropagator()
          .inject(Context.current(), request, HttpRequest.Builder::setHeader);
      HttpResponse<byte[]> answer =
          http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      span.setAttribute("http.response.status_code", answer.statusCode());
      if (answer.statusCode() != 200) {
        throw new IOException("the greetings service answered with " + answer.statusCode());
      }
      return new Greeting(MAPPER.readTree(answer.body()).path("greeting").asText(), false);
    } catch (IOException e) {
      span.setStatus(StatusCode.ERROR, e.getClass().getSimpleName());
      throw e;
    } finally {
      span.end();
    }
  }

  private void count(String result) {
    Counter.builder("greetings.calls")
        .description("Calls of the greetings service; all but answered gave the fallback")
        .tag("result", result)
        .register(metrics)
        .increment();
  }

  @Override
  public void close() {
    if (policies != null) {
      policies.close();
    }
  }
}
