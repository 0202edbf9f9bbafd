package dev.sluice.metrics.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.analysis.MissingData;
import dev.sluice.metrics.prometheus.FakePrometheus.Handler;
import dev.sluice.metrics.prometheus.QueryResult.Data;
import dev.sluice.metrics.prometheus.QueryResult.Failure;
import dev.sluice.metrics.prometheus.tls.Credentials;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrometheusClientTest {
  private static final long START = 1_000_000;
  private static final String NOTHING =
      "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[]}}";

  private final CountDownLatch over = new CountDownLatch(1);
  private final List<QueryResult> results = new ArrayList<>();
  private FakePrometheus prometheus;

  /** Long, except in the tests of timeouts: a busy machine must not look like a silent server. */
  private Duration patience = Duration.ofSeconds(30);

  @BeforeEach
  void start() throws IOException {
    prometheus = new FakePrometheus("shop");
  }

  @AfterEach
  void stop() {
    over.countDown();
    prometheus.close();
  }

  @Test
  void readsSeriesAndSendsTheQueryAsAForm() {
    prometheus.load("users", 3, 1);
    QueryResult answer = ask("sum(x{destination_workload=~\"users\"})");
    assertThat(answer).isInstanceOf(Data.class);
    assertThat(results).containsExactly(answer);
    assertThat(((Data) answer).series())
        .filteredOn(series -> "200".equals(series.labels().get("response_code")))
        .singleElement()
        .satisfies(
            series -> {
              assertThat(series.labels()).containsEntry("destination_workload", "users");
              assertThat(series.points()).hasSize(6);
              assertThat(series.points().get(0).seconds()).isEqualTo(1_000_000);
              assertThat(series.points().get(0).value()).isEqualTo(3);
            });
    assertThat(prometheus.asked.get(0))
        .containsEntry("start", "1000000")
        .containsEntry("end", "1000010")
        .containsEntry("step", "2");
  }

  @Test
  void noConnectionIsAValue() throws IOException {
    int closed;
    try (ServerSocket socket = new ServerSocket(0)) {
      closed = socket.getLocalPort();
    }
    QueryResult answer =
        new PrometheusClient(
                URI.create("http://127.0.0.1:" + closed), Credentials.NONE, results::add)
            .query(new RangeQuery("x", new TimeRange(START, START), 2));
    assertFailure(
        answer,
        MissingData.Unreachable.class,
        "Prometheus at 127.0.0.1:%d is unreachable".formatted(closed));
  }

  @Test
  void aSilentServerTimesOut() {
    patience = Duration.ofMillis(300);
    assertFailure(
        answered(exchange -> hang()), MissingData.TimedOut.class, "did not answer within 300ms");
  }

  @Test
  void aBodyThatNeverEndsTimesOut() {
    patience = Duration.ofMillis(300);
    assertFailure(
        answered(
            exchange -> {
              exchange.sendResponseHeaders(200, 0);
              exchange.getResponseBody().write('{');
              exchange.getResponseBody().flush();
              hang();
            }),
        MissingData.TimedOut.class,
        "did not answer within 300ms");
  }

  @Test
  void aStatusIsNamedWithItsReason() {
    assertFailure(
        answered(
            exchange ->
                FakePrometheus.send(
                    exchange, 422, "{\"status\":\"error\",\"error\":\"too many samples\"}")),
        MissingData.HttpError.class,
        "Prometheus answered HTTP 422: too many samples");
    assertFailure(
        answered(exchange -> FakePrometheus.send(exchange, 503, "<html>")),
        MissingData.HttpError.class,
        "Prometheus answered HTTP 503");
  }

  @Test
  void aRedirectIsNotFollowed() {
    assertFailure(
        answered(
            exchange -> {
              exchange.getResponseHeaders().set("Location", "https://login.example/");
              FakePrometheus.send(exchange, 302, "");
            }),
        MissingData.Redirected.class,
        "redirects (HTTP 302) to https://login.example/");
    assertThat(prometheus.asked).hasSize(1);
  }

  @Test
  void anAnswerWithWarningsIsPartial() {
    assertFailure(
        answered(
            exchange ->
                FakePrometheus.send(
                    exchange,
                    200,
                    NOTHING.replace("\"data\"", "\"warnings\":[\"store is down\"],\"data\""))),
        MissingData.PartialResponse.class,
        "store is down");
  }

  @Test
  void aBodyThatIsTooLargeIsNotRead() {
    assertFailure(
        answered(exchange -> FakePrometheus.send(exchange, 200, " ".repeat(2000) + NOTHING)),
        MissingData.TooLarge.class,
        "larger than 1000 bytes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no json",
        "[]",
        "{\"status\":\"error\",\"error\":\"bad\"}",
        "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[]}}",
        "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\"}}",
        "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[{\"metric\":{}}]}}",
        "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[{\"metric\":{},\"values\":[[1,2]]}]}}",
        "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[{\"metric\":{},\"values\":[[1,\"one\"]]}]}}",
        "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[{\"metric\":{},\"values\":[[1,\"1\",2]]}]}}",
        "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[{\"metric\":{},\"val",
        "{\"status\":\"success\",\"data\":[]}",
        "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[7]}}"
      })
  void whatIsNoAnswerIsMalformed(String body) {
    assertThat(answered(exchange -> FakePrometheus.send(exchange, 200, body)))
        .isInstanceOfSatisfying(
            Failure.class,
            failure ->
                assertThat(failure.cause())
                    .isInstanceOfAny(
                        MissingData.InvalidResponse.class, MissingData.QueryFailed.class));
  }

  @ParameterizedTest
  @ValueSource(strings = {"prometheus:9090", "ftp://prometheus", "/path"})
  void whatIsNoAddressIsRefused(String address) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PrometheusClient(URI.create(address), Credentials.NONE, results::add))
        .withMessageContaining("http://prometheus:9090");
  }

  private QueryResult answered(Handler handler) {
    prometheus.asked.clear();
    prometheus.instead = handler;
    return ask("x");
  }

  private QueryResult ask(String query) {
    return new PrometheusClient(
            prometheus.address(), Credentials.NONE, patience, 1000, results::add)
        .query(new RangeQuery(query, new TimeRange(START, START + 10), 2));
  }

  private void hang() {
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void assertFailure(
      QueryResult answer, Class<? extends MissingData> cause, String message) {
    assertThat(answer)
        .isInstanceOfSatisfying(
            Failure.class,
            failure -> {
              assertThat(failure.cause()).isInstanceOf(cause);
              assertThat(failure.cause().describe()).contains(message);
            });
  }
}
