package dev.sluice.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.sample.config.Settings;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class ShutdownTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  @Test
  void aRequestInFlightIsAnsweredAndNewConnectionsAreTakenWhileDraining() throws Exception {
    SampleApp app = start("5", "20");
    int port = app.port();
    Caller caller = new Caller(port);
    // Longer than the drain and than any idle timeout of a closing server.
    CompletableFuture<HttpResponse<String>> inFlight = caller.getLater("/users?sleep=8000");
    awaitInFlight(caller);
    CompletableFuture<Integer> stopped = stopLater(app);
    awaitNotReady(caller);

    HttpResponse<String> late = new Caller(port).get("/users");
    assertThat(late.statusCode()).isEqualTo(200);
    assertThat(late.headers().firstValue("connection")).contains("close");
    assertThat(stopped).isNotDone();

    assertThat(inFlight.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    assertThat(stopped.get(20, TimeUnit.SECONDS)).isZero();
    assertThatThrownBy(() -> new Caller(port).get("/users")).isInstanceOf(IOException.class);
  }

  @Test
  void shutdownIsBounded() throws Exception {
    SampleApp app = start("0", "1");
    Caller caller = new Caller(app.port());
    CompletableFuture<HttpResponse<String>> inFlight = caller.getLater("/users?sleep=30000");
    awaitInFlight(caller);
    long begin = System.nanoTime();
    assertThat(app.stop()).isEqualTo(1);
    assertThat(Duration.ofNanos(System.nanoTime() - begin))
        .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(15));
    HttpResponse<String> cutOff = inFlight.get(20, TimeUnit.SECONDS);
    assertThat(cutOff.statusCode()).isEqualTo(500);
    assertThat(cutOff.headers().firstValue("x-app-version")).contains("dev");
    assertThat(cutOff.body()).contains("ended before");
  }

  /** Callers learn within the drain that the process ends; until then they send. */
  @Test
  void fiveHundredRequestsASecondLoseNothing() throws Exception {
    int perSecond = 500;
    // Longer than they send, by the time that a busy machine may take to connect.
    SampleApp app = start("6", "25");
    Caller caller = new Caller(app.port());
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    CompletableFuture<Integer> stopped = null;
    long begin = System.nanoTime();
    for (int i = 0; i < 4 * perSecond; i++) {
      long due = begin + TimeUnit.SECONDS.toNanos(i) / perSecond;
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      if (i == 2 * perSecond) {
        stopped = stopLater(app);
      }
      answers.add(caller.getLater("/users"));
    }
    for (CompletableFuture<HttpResponse<String>> answer : answers) {
      assertThat(answer.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }
    assertThat(stopped.get(20, TimeUnit.SECONDS)).isZero();
  }

  @Test
  void stoppingTwiceDoesNothing() throws Exception {
    SampleApp app = start("0", "1");
    assertThat(app.stop()).isZero();
    assertThat(app.stop()).isZero();
  }

  private static SampleApp start(String drain, String shutdown) throws Exception {
    return SampleApp.start(
        Settings.parse(Map.of("PORT", "0", "DRAIN_SECONDS", drain, "SHUTDOWN_SECONDS", shutdown)));
  }

  private static CompletableFuture<Integer> stopLater(SampleApp app) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return app.stop();
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static void awaitInFlight(Caller caller) {
    // The question itself is in flight while it is answered.
    await()
        .atMost(LIMIT)
        .until(
            () ->
                caller
                    .get("/metrics")
                    .body()
                    .lines()
                    .anyMatch("http_server_requests_active 2.0"::equals));
  }

  private static void awaitNotReady(Caller caller) {
    await().atMost(LIMIT).until(() -> caller.get("/health/ready").statusCode() == 503);
  }
}
