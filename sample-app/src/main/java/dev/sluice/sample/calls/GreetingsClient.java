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
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Reloader<String> policies;

  /**
   * A client whose policies follow the file of the settings, if there is one.
   *
   * @param settings with an address
   */
  public GreetingsClient(CallSettings settings, MeterRegistry metrics) {
    this.settings = settings;
    this.metrics = metrics;
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
    String path = "/greetings?name=" + URLEncoder.encode(name, StandardCharsets.UTF_8);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(settings.greetingsUrl() + path)).timeout(timeout).build();
    HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    if (answer.statusCode() != 200) {
      throw new IOException("the greetings service answered with " + answer.statusCode());
    }
    return new Greeting(MAPPER.readTree(answer.body()).path("greeting").asText(), false);
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
