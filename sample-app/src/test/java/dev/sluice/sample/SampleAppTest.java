package dev.sluice.sample;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.sample.config.Settings;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SampleAppTest {

  private static final String ADA = "{\"name\":\"Ada\",\"email\":\"ada@x.example\"}";

  private final ObjectMapper mapper = new ObjectMapper();
  private SampleApp app;
  private Caller caller;

  @AfterEach
  void stop() throws Exception {
    app.stop();
  }

  @Test
  void usersAreCreatedReadReplacedAndDeleted() throws Exception {
    start();
    HttpResponse<String> created = caller.call("POST", "/users", ADA);
    assertThat(created.statusCode()).isEqualTo(201);
    String path = created.headers().firstValue("Location").orElseThrow();
    assertThat(json(created)).isEqualTo(json(caller.get(path)));
    assertThat(path).isEqualTo("/users/" + json(created).get("id").asLong());

    HttpResponse<String> replaced =
        caller.call("PUT", path, "{\"name\":\"Ada L.\",\"email\":\"al@x.example\"}");
    assertThat(replaced.statusCode()).isEqualTo(200);
    assertThat(json(caller.get(path)).get("name").asText()).isEqualTo("Ada L.");

    assertThat(caller.call("DELETE", path, "").statusCode()).isEqualTo(204);
    assertProblem(caller.get(path), 404, "No user has id");
    assertProblem(caller.call("PUT", path, ADA), 404, "No user has id");
    assertProblem(caller.call("DELETE", path, ""), 404, "No user has id");
  }

  @Test
  void pagesFollowEachOther() throws Exception {
    start();
    for (int i = 0; i < 5; i++) {
      caller.call("POST", "/users", ADA.replace("ada@", i + "@"));
    }
    JsonNode first = json(caller.get("/users?limit=2"));
    JsonNode second = json(caller.get("/users?limit=2&after=" + first.get("next").asLong()));
    JsonNode third = json(caller.get("/users?limit=2&after=" + second.get("next").asLong()));
    assertThat(first.get("users").findValues("id").toString()).isEqualTo("[1, 2]");
    assertThat(second.get("users").findValues("id").toString()).isEqualTo("[3, 4]");
    assertThat(third.get("users").findValues("id").toString()).isEqualTo("[5]");
    assertThat(third.has("next")).isFalse();
  }

  @Test
  void charactersOutsideAsciiAreReadAndWritten() throws Exception {
    start();
    String name = "\uD834\uDD1E".repeat(100);
    String user = "{\"name\":\"" + name + "\",\"email\":\"\u00FC@x.example\"}";
    HttpResponse<String> created = caller.call("POST", "/users", user);
    assertThat(created.statusCode()).isEqualTo(201);
    String path = created.headers().firstValue("Location").orElseThrow();
    assertThat(json(caller.get(path)).get("name").textValue()).isEqualTo(name);
    assertProblem(caller.get("/users/%C3%BC"), 404, "\u00FC");
    assertProblem(
        caller.call("POST", "/users", user.replace(name, name + "n")), 422, "101 characters");
  }

  @Test
  void aTagGuardsAgainstLostUpdates() throws Exception {
    start();
    String path = caller.call("POST", "/users", ADA).headers().firstValue("Location").orElseThrow();
    String tag = caller.get(path).headers().firstValue("ETag").orElseThrow();
    String lovelace = "{\"name\":\"Ada L.\",\"email\":\"ada@x.example\"}";

    HttpResponse<String> replaced = caller.ifMatch(tag, "PUT", path, lovelace);
    assertThat(replaced.statusCode()).isEqualTo(200);
    String newTag = replaced.headers().firstValue("ETag").orElseThrow();
    assertThat(newTag).isNotEqualTo(tag);
    assertThat(caller.get(path).headers().firstValue("ETag")).contains(newTag);

    assertProblem(caller.ifMatch(tag, "PUT", path, ADA), 412, "ETag. Send it as If-Match");
    assertProblem(caller.ifMatch(tag, "DELETE", path, ""), 412, "ETag. Send it as If-Match");
    assertProblem(
        caller.ifMatch("W/" + newTag, "PUT", path, ADA), 412, "ETag. Send it as If-Match");
    assertThat(caller.get(path).body()).contains("Ada L.");
    assertThat(caller.ifMatch("*", "PUT", path, lovelace).statusCode()).isEqualTo(200);
    assertThat(caller.ifMatch(tag + ", " + newTag, "DELETE", path, "").statusCode()).isEqualTo(204);
    assertProblem(caller.ifMatch(newTag, "PUT", path, ADA), 404, "No user has id");
  }

  @Test
  void anAddressBelongsToOneUserAndFindsThem() throws Exception {
    start();
    caller.call("POST", "/users", ADA);
    caller.call("POST", "/users", ADA.replace("ada@", "bob@"));
    String shouting = ADA.replace("ada@x.example", "ADA@X.EXAMPLE");
    HttpResponse<String> taken = caller.call("POST", "/users", shouting);
    assertProblem(taken, 409, "give another address");
    assertThat(json(taken).at("/errors/0/field").asText()).isEqualTo("email");
    assertProblem(caller.call("PUT", "/users/2", shouting), 409, "give another address");

    JsonNode found = json(caller.get("/users?email=ADA@x.example"));
    assertThat(found.get("users").findValues("id").toString()).isEqualTo("[1]");
    assertThat(json(caller.get("/users?email=eve@x.example")).get("users")).isEmpty();
  }

  @Test
  void healthSumsUp() throws Exception {
    start();
    assertThat(caller.get("/health").body())
        .isEqualTo("{\"status\":\"UP\",\"version\":\"1.4.1\",\"database\":\"UP\"}");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /users?email=, 400, email",
    "GET, /users?limit=0, 400, limit",
    "GET, /users?limit=201, 400, limit",
    "GET, /users?after=-1, 400, after",
    "GET, /users?sleep=60001, 400, sleep",
    "GET, /users?fail=2, 400, fail",
    "GET, /users?fail=1, 500, fail=1",
    "GET, /users/one, 404, No user has id",
    "GET, /users/99999999999999999999, 404, No user has id",
    "GET, /nowhere, 404, nowhere",
    "PATCH, /users, 405, Method",
    "POST, /users, 400, not a user",
  })
  void errorsAreProblems(String method, String path, int status, String words) throws Exception {
    start();
    assertProblem(caller.call(method, path, ""), status, words);
  }

  @Test
  void badFieldsAndTooMuchAreProblems() throws Exception {
    start();
    assertProblem(caller.call("POST", "/users", "{\"name\":\"\"}"), 422, "\"field\":\"name\"");
    String big = "{\"name\":\"" + "n".repeat(20_000) + "\",\"email\":\"a@b\"}";
    assertProblem(caller.call("POST", "/users", big), 413, "");
    assertThat(caller.call("PATCH", "/users", "").headers().firstValue("Allow"))
        .hasValueSatisfying(allowed -> assertThat(allowed).contains("GET", "POST"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /users HTTP/1.1\r\n\r\n",
        "RUBBISH\r\n\r\n",
        "GET /%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        "GET /users HTTP/3.7\r\nHost: x\r\n\r\n",
      })
  void evenWhatIsNoRequestGetsAStampedProblem(String text) throws Exception {
    start();
    assertThat(caller.raw(text))
        .startsWith("HTTP/1.1 ")
        .containsIgnoringCase("\r\nx-app-version: 1.4.1\r\n")
        .contains("application/problem+json")
        .containsPattern("\"status\":[45]\\d\\d");
  }

  @Test
  void failuresOnPurposeSaySoAndSpareHealthAndMetrics() throws Exception {
    start("FAIL_PERCENT", "100");
    for (String path : new String[] {"/users", "/users/1", "/users?sleep=1"}) {
      assertProblem(caller.get(path), 500, "FAIL_PERCENT=100.0");
    }
    for (String path : new String[] {"/health/live", "/health/ready", "/metrics"}) {
      assertThat(caller.get(path).statusCode()).as(path).isEqualTo(200);
    }
    assertThat(caller.get("/metrics").body())
        .contains(
            "http_server_requests_seconds_count{method=\"GET\",route=\"/users/{id}\",status=\"500\"} 1");
  }

  @Test
  void theDelayIsAddedToApiAnswersFailedOnesToo() throws Exception {
    start("DELAY_MS", "300", "FAIL_PERCENT", "100");
    long begin = System.nanoTime();
    assertProblem(caller.get("/users"), 500, "FAIL_PERCENT");
    assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin))
        .isGreaterThanOrEqualTo(300);
  }

  @Test
  void manyLongRequestsDoNotStarveAShortOne() throws Exception {
    start();
    var waiting = new ArrayList<CompletableFuture<HttpResponse<String>>>();
    for (int i = 0; i < 100; i++) {
      waiting.add(caller.getLater("/users?sleep=6000"));
    }
    assertThat(caller.get("/users").statusCode()).isEqualTo(200);
    assertThat(waiting).noneMatch(CompletableFuture::isDone);
    for (var answer : waiting) {
      assertThat(answer.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void metricsCountByMethodRouteAndStatus() throws Exception {
    start();
    caller.call("POST", "/users", ADA);
    caller.get("/users/1");
    caller.get("/users/2");
    caller.get("/made/up/path");
    String metrics = caller.get("/metrics").body();
    assertThat(metrics)
        .contains("{method=\"POST\",route=\"/users\",status=\"201\"} 1")
        .contains("{method=\"GET\",route=\"/users/{id}\",status=\"200\"} 1")
        .contains("{method=\"GET\",route=\"/users/{id}\",status=\"404\"} 1")
        .contains("{method=\"GET\",route=\"unmatched\",status=\"404\"} 1")
        .contains("app_info{version=\"1.4.1\"} 1")
        .contains("jvm_memory_used_bytes")
        .doesNotContain("/made/up");
  }

  private void start(String... settings) throws Exception {
    Map<String, String> environment = new HashMap<>();
    environment.put("PORT", "0");
    environment.put("VERSION", "1.4.1");
    environment.put("DRAIN_SECONDS", "0");
    for (int i = 0; i < settings.length; i += 2) {
      environment.put(settings[i], settings[i + 1]);
    }
    app = SampleApp.start(Settings.parse(environment));
    caller = new Caller(app.port());
  }

  private void assertProblem(HttpResponse<String> answer, int status, String words)
      throws Exception {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
    assertThat(answer.headers().firstValue("x-app-version")).contains("1.4.1");
    assertThat(json(answer).get("status").asInt()).isEqualTo(status);
    assertThat(answer.body()).contains(words);
  }

  private JsonNode json(HttpResponse<String> answer) throws Exception {
    return mapper.readTree(answer.body());
  }
}
