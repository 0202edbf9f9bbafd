package dev.sluice.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.sample.config.Faults;
import dev.sluice.sample.config.Settings;
import dev.sluice.sample.grpc.v1.UsersGrpc;
import io.grpc.MethodDescriptor;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The app is made bad and good again while it runs. */
class FaultsApiTest {

  private static final String TOKEN = "a-token-for-this-test";
  private static final String FAULTS = "/admin/faults";

  private SampleApp app;
  private Caller caller;

  @AfterEach
  void stop() throws Exception {
    app.stop();
  }

  @Test
  void faultsComeAndGo() throws Exception {
    start(Map.of("ADMIN_TOKEN", TOKEN));
    HttpResponse<String> set =
        put("{\"FAIL_PERCENT\": 100, \"FAULT_ROUTES\": \"GET /users\", \"READINESS\": \"never\"}");
    assertThat(set.statusCode()).isEqualTo(200);
    assertThat(set.body())
        .isEqualTo(
            "{\"FAIL_PERCENT\":\"100.0\",\"FAULT_ROUTES\":\"GET /users\",\"READINESS\":\"never\"}");
    assertThat(caller.get("/users").statusCode()).isEqualTo(500);
    assertThat(caller.get("/users/1").statusCode()).isEqualTo(404);
    assertThat(caller.get("/health/ready").statusCode()).isEqualTo(503);
    assertThat(caller.get("/health").statusCode()).isEqualTo(200);

    assertThat(caller.withToken(TOKEN, "DELETE", FAULTS, "").body()).isEqualTo("{}");
    assertThat(caller.get("/users").statusCode()).isEqualTo(200);
    assertThat(caller.get("/health/ready").statusCode()).isEqualTo(200);
  }

  @Test
  void aHangingRequestIsNotAnsweredAndHoldsNoThread() throws Exception {
    start(Map.of("ADMIN_TOKEN", TOKEN, "SHUTDOWN_SECONDS", "0"));
    put("{\"HANG_PERCENT\": 100, \"FAULT_ROUTES\": \"GET /users\"}");
    CompletableFuture<HttpResponse<String>> hanging = null;
    for (int i = 0; i < 100; i++) {
      hanging = caller.getLater("/users");
    }
    CompletableFuture<HttpResponse<String>> last = hanging;
    assertThat(caller.get("/users/1").statusCode()).isEqualTo(404);
    assertThatThrownBy(() -> last.get(1, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
  }

  @Test
  void resettingReturnsToTheEnvironment() throws Exception {
    start(Map.of("ADMIN_TOKEN", TOKEN, "FAIL_PERCENT", "100"));
    put("{}");
    assertThat(caller.get("/users").statusCode()).isEqualTo(200);
    caller.withToken(TOKEN, "DELETE", FAULTS, "");
    assertThat(caller.get("/users").statusCode()).isEqualTo(500);
  }

  @Test
  void badFaultsChangeNothingAndNameARemedy() throws Exception {
    start(Map.of("ADMIN_TOKEN", TOKEN));
    put("{\"DELAY_MS\": 1}");
    for (String bad : new String[] {"", "[]", "{", "{\"FAIL_PERCENT\": true}"}) {
      assertThat(put(bad).statusCode()).as(bad).isEqualTo(400);
    }
    HttpResponse<String> refused = put("{\"FAIL_PERCENT\": 101, \"FAIL\": 1}");
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.body())
        .contains("\"field\":\"FAIL_PERCENT\"", "from 0 to 100", "\"field\":\"FAIL\"");
    assertThat(caller.withToken(TOKEN, "GET", FAULTS, "").body()).isEqualTo("{\"DELAY_MS\":\"1\"}");
  }

  @Test
  void onlyTheTokenOpensIt() throws Exception {
    start(Map.of("ADMIN_TOKEN", TOKEN));
    HttpResponse<String> without = caller.get(FAULTS);
    assertThat(without.statusCode()).isEqualTo(401);
    assertThat(without.headers().firstValue("WWW-Authenticate")).contains("Bearer");
    HttpResponse<String> wrong =
        caller.withToken(TOKEN + "x", "PUT", FAULTS, "{\"FAIL_PERCENT\": 100}");
    assertThat(wrong.statusCode()).isEqualTo(401);
    assertThat(wrong.body()).doesNotContain(TOKEN);
    assertThat(caller.get("/users").statusCode()).isEqualTo(200);
  }

  @Test
  void withoutATokenItIsClosed() throws Exception {
    start(Map.of());
    assertThat(caller.withToken("", "GET", FAULTS, "").statusCode()).isEqualTo(401);
  }

  @Test
  void everyRouteOfTheApiCanBeBad() throws Exception {
    start(Map.of());
    assertThat(
            Stream.concat(app.routes().stream(), methods())
                .filter(
                    route ->
                        route.contains(" /users")
                            || route.contains(" /greetings")
                            || route.contains(" /accounts")
                            || route.startsWith("users.v1.Users/")))
        .containsExactlyInAnyOrderElementsOf(Faults.ROUTES);
  }

  private static Stream<String> methods() {
    return UsersGrpc.getServiceDescriptor().getMethods().stream()
        .map(MethodDescriptor::getFullMethodName);
  }

  private HttpResponse<String> put(String body) throws Exception {
    return caller.withToken(TOKEN, "PUT", FAULTS, body);
  }

  private void start(Map<String, String> more) throws Exception {
    Map<String, String> environment = new HashMap<>(Map.of("PORT", "0", "DRAIN_SECONDS", "0"));
    environment.putAll(more);
    app = SampleApp.start(Settings.parse(environment));
    caller = new Caller(app.port());
  }
}
