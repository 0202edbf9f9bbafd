package dev.sluice.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.sample.config.Settings;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One replica calls another one, which is bad at times. */
class ResilienceTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String TOKEN = "a-token-for-this-test";
  private static final String ANSWERED = "{\"greeting\":\"Hello, Ada / B!\",\"fallback\":false}";
  private static final String FALLBACK = "{\"greeting\":\"Hello, Ada / B\",\"fallback\":true}";

  @TempDir Path directory;
  private Path file;
  private SampleApp greetings;
  private SampleApp users;
  private Caller service;
  private Caller caller;

  @BeforeEach
  void start() throws Exception {
    file = directory.resolve("policies.yaml");
    greetings = SampleApp.start(Settings.parse(environment(Map.of("ADMIN_TOKEN", TOKEN))));
    service = new Caller(greetings.port());
  }

  @AfterEach
  void stop() throws Exception {
    users.stop();
    greetings.stop();
  }

  @Test
  void withoutAServiceThereIsTheFallback() throws Exception {
    users = SampleApp.start(Settings.parse(environment(Map.of())));
    caller = new Caller(users.port());
    create();
    assertThat(greet()).isEqualTo(FALLBACK);
  }

  @Test
  void retriesHideWhatFailsNowAndThen() throws Exception {
    startUsers(
        "{timeoutMs: 5000, retry: {attempts: 5, waitMs: 1}, circuitBreaker: {failuresInARow: 100}}");
    // Five failures of five: one run of 2,000.
    faults("{\"FAIL_PERCENT\": 10}");
    for (int i = 0; i < 50; i++) {
      assertThat(greet()).isEqualTo(ANSWERED);
    }
  }

  @Test
  void aHangEndsWithTheTimeout() throws Exception {
    startUsers("{timeoutMs: 200, retry: {attempts: 1}}");
    faults("{\"HANG_PERCENT\": 100}");
    long begin = System.nanoTime();
    assertThat(greet()).isEqualTo(FALLBACK);
    assertThat(Duration.ofNanos(System.nanoTime() - begin))
        .isBetween(Duration.ofMillis(200), Duration.ofSeconds(3));
    assertThat(metrics()).contains("greetings_calls_total{result=\"HttpTimeoutException\"} 1.0");
  }

  @Test
  void theBreakerOpensAfterFailuresInARowAndClosesAfterTrialCalls() throws Exception {
    startUsers("{retry: {attempts: 1}, circuitBreaker: {openSeconds: 3}}");
    faults("{\"FAIL_PERCENT\": 100}");
    for (int i = 0; i < 5; i++) {
      assertThat(greet()).isEqualTo(FALLBACK);
    }
    assertThat(metrics())
        .contains(
            "resilience4j_circuitbreaker_state{name=\"greetings-in-a-row\",state=\"open\"} 1.0");
    double asked = asked();
    assertThat(greet()).isEqualTo(FALLBACK);
    assertThat(asked()).as("requests while the breaker is open").isEqualTo(asked);
    assertThat(metrics())
        .contains("greetings_calls_total{result=\"CallNotPermittedException\"} 1.0");

    faults("{}");
    await().atMost(LIMIT).until(() -> greet().equals(ANSWERED));
    greet();
    greet();
    assertThat(metrics())
        .contains(
            "resilience4j_circuitbreaker_state{name=\"greetings-in-a-row\",state=\"closed\"} 1.0");
  }

  @Test
  void halfOfTwentyOpensTheBreakerToo() throws Exception {
    startUsers("{retry: {attempts: 1}, circuitBreaker: {failuresInARow: 100, failurePercent: 50}}");
    for (int i = 0; i < 9; i++) {
      greet();
    }
    faults("{\"FAIL_PERCENT\": 100}");
    for (int i = 0; i < 9; i++) {
      greet();
    }
    String open = "resilience4j_circuitbreaker_state{name=\"greetings-by-rate\",state=\"open\"} ";
    assertThat(metrics()).contains(open + "0.0");
    greet();
    assertThat(metrics()).contains(open + "1.0");
  }

  @Test
  void callsAtOnceAndPerSecondAreLimited() throws Exception {
    startUsers("{timeoutMs: 5000, bulkhead: {maxConcurrent: 2}}");
    faults("{\"DELAY_MS\": 1000}");
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      answers.add(caller.getLater("/users/1/greeting"));
    }
    List<String> bodies = new ArrayList<>();
    for (CompletableFuture<HttpResponse<String>> answer : answers) {
      bodies.add(answer.get(20, TimeUnit.SECONDS).body());
    }
    assertThat(bodies).contains(FALLBACK).filteredOn(ANSWERED::equals).hasSizeLessThanOrEqualTo(2);
    assertThat(metrics()).contains("greetings_calls_total{result=\"BulkheadFullException\"}");

    faults("{}");
    write("{rateLimit: {perSecond: 1}}");
    await().atMost(LIMIT).until(() -> greet().equals(FALLBACK));
    assertThat(metrics()).contains("greetings_calls_total{result=\"RequestNotPermitted\"}");
  }

  /** As when a ConfigMap changes under load. */
  @Test
  void policiesAreReplacedUnderLoadAndABadFileChangesNothing() throws Exception {
    startUsers("{timeoutMs: 5000}");
    faults("{\"DELAY_MS\": 400}");
    OutageLoad load = new OutageLoad(caller, "/users/1/greeting");
    load.awaitAnswers(100);
    write("{timeoutMs: 50, retry: {attempts: 1}}");
    awaitPolicies("used", 2);
    await().atMost(LIMIT).until(() -> greet().equals(FALLBACK));
    int refused = 0;
    for (String bad : new String[] {"{timeoutMs: never}", "{timeout: 5000}", "a: [", ""}) {
      if (!bad.isEmpty()) {
        write(bad);
      } else {
        Files.delete(file);
      }
      refused++;
      awaitPolicies("refused", refused);
    }
    assertThat(greet()).as("the policies before the bad file").isEqualTo(FALLBACK);
    faults("{}");
    write("{timeoutMs: 5000, circuitBreaker: {openSeconds: 1}}");
    await().atMost(LIMIT).until(() -> greet().equals(ANSWERED));
    load.stop();
    assertThat(load.errors).isEmpty();
    assertThat(load.count(200)).isEqualTo(load.answers.size());
  }

  private void startUsers(String policies) throws Exception {
    write(policies);
    users =
        SampleApp.start(
            Settings.parse(
                environment(
                    Map.of(
                        "GREETINGS_URL",
                        "http://127.0.0.1:" + greetings.port(),
                        "RESILIENCE_FILE",
                        file.toString()))));
    caller = new Caller(users.port());
    create();
    assertThat(greet()).isEqualTo(ANSWERED);
  }

  private static Map<String, String> environment(Map<String, String> more) {
    Map<String, String> environment =
        new java.util.HashMap<>(Map.of("PORT", "0", "DRAIN_SECONDS", "0", "SHUTDOWN_SECONDS", "1"));
    environment.putAll(more);
    return environment;
  }

  private void create() throws Exception {
    caller.call("POST", "/users", "{\"name\":\"Ada / B\",\"email\":\"ada@x.example\"}");
  }

  /** Replaces the file at once, as a mounted ConfigMap is. */
  private void write(String policies) throws Exception {
    Path next = Files.writeString(directory.resolve("next"), policies);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private void awaitPolicies(String result, int count) {
    String counted = "greetings_policies_total{result=\"" + result + "\"} " + count + ".0";
    await().atMost(LIMIT).until(() -> metrics().contains(counted));
  }

  private void faults(String body) throws Exception {
    assertThat(service.withToken(TOKEN, "PUT", "/admin/faults", body).statusCode()).isEqualTo(200);
  }

  private String greet() throws Exception {
    HttpResponse<String> answer = caller.get("/users/1/greeting");
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }

  /** Requests that the greetings service answered. */
  private double asked() throws Exception {
    return service
        .get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("http_server_requests_seconds_count"))
        .filter(line -> line.contains("route=\"/greetings\""))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  private String metrics() throws Exception {
    return caller.get("/metrics").body();
  }
}
