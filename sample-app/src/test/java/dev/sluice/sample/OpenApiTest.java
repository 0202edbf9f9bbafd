package dev.sluice.sample;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.sample.config.Settings;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The description that the running app serves is what it does. */
class OpenApiTest {

  private static final String ADA = "{\"name\":\"Ada\",\"email\":\"ada@x.example\"}";
  private static final String BOB = "{\"name\":\"Bob\",\"email\":\"bob@x.example\"}";
  private static final String USER = "/users/{id}";
  private static final String FAULTS = "/admin/faults";
  private static final String TOKEN = "a-token-for-this-test";

  private final Set<String> seen = new TreeSet<>();
  private SampleApp app;
  private Caller caller;
  private OpenApi description;

  @BeforeEach
  void start() throws Exception {
    app =
        SampleApp.start(
            Settings.parse(Map.of("PORT", "0", "DRAIN_SECONDS", "0", "ADMIN_TOKEN", TOKEN)));
    caller = new Caller(app.port());
    description = new OpenApi(caller.get("/openapi.yaml").body());
  }

  @AfterEach
  void stop() throws Exception {
    app.stop();
  }

  @Test
  void everyRouteIsDescribedAndNoOther() {
    assertThat(description.root().get("openapi").asText()).startsWith("3.1.");
    assertThat(description.operations()).containsExactlyInAnyOrderElementsOf(app.routes());
  }

  @Test
  void everyDescribedAnswerIsAsDescribed() throws Exception {
    check("POST", "/users", "/users", ADA);
    check("POST", "/users", "/users", BOB);
    check("POST", "/users", "/users", ADA);
    check("POST", "/users", "/users", "{");
    check("POST", "/users", "/users", "{}");
    String big = "{\"name\":\"" + "n".repeat(20_000) + "\"}";
    check("POST", "/users", "/users", big);
    check("GET", "/users", "/users?limit=1", "");
    check("GET", "/users", "/users?email=ADA@x.example", "");
    check("GET", "/users", "/users?limit=0", "");
    check("GET", "/users", "/users?email=" + "e".repeat(9_000), "");
    check("GET", "/users", "/users?fail=1", "");
    check("GET", USER, "/users/1", "");
    check("GET", USER, "/users/99", "");
    check("GET", USER + "/greeting", "/users/1/greeting", "");
    check("GET", USER + "/greeting", "/users/99/greeting", "");
    check("GET", "/greetings", "/greetings?name=Ada", "");
    check("GET", "/greetings", "/greetings", "");
    check("GET", "/greetings", "/greetings?name=" + "n".repeat(9_000), "");
    check("PUT", USER, "/users/1", ADA);
    check("PUT", USER, "/users/1", "{");
    check("PUT", USER, "/users/1", "{}");
    check("PUT", USER, "/users/1", BOB);
    check("PUT", USER, "/users/1", big);
    check("PUT", USER, "/users/99", "{\"name\":\"Eve\",\"email\":\"eve@x.example\"}");
    check("PUT " + USER, caller.ifMatch("\"old\"", "PUT", "/users/1", ADA));
    check("DELETE " + USER, caller.ifMatch("\"old\"", "DELETE", "/users/1", ""));
    check("DELETE", USER, "/users/1", "");
    check("DELETE", USER, "/users/1", "");
    for (String path :
        Set.of("/health", "/health/live", "/health/ready", "/metrics", "/openapi.yaml")) {
      check("GET", path, path, "");
    }
    accounts(big);
    for (String method : Set.of("GET", "PUT", "DELETE")) {
      check(method, FAULTS, FAULTS, "{}");
      check(method + " " + FAULTS, caller.withToken(TOKEN, method, FAULTS, "{}"));
    }
    check("PUT " + FAULTS, caller.withToken(TOKEN, "PUT", FAULTS, "{"));
    check("PUT " + FAULTS, caller.withToken(TOKEN, "PUT", FAULTS, big));
    check("PUT " + FAULTS, caller.withToken(TOKEN, "PUT", FAULTS, "{\"FAIL_PERCENT\": 101}"));
    // Failures of the replica have their own tests.
    Set<String> described = description.answers();
    described.removeIf(
        answer ->
            answer.endsWith(" 503")
                || answer.endsWith(" 501")
                || (answer.endsWith(" 500") && !answer.startsWith("GET /users ")));
    assertThat(seen).isEqualTo(described);
  }

  private void accounts(String big) throws Exception {
    String eve = "{\"email\":\"eve@x.example\",\"password\":\"correct horse battery\"}";
    check("POST", "/accounts", "/accounts", eve);
    check("POST", "/accounts", "/accounts", eve);
    String token = token(eve);
    String role = "{\"role\":\"admin\"}";
    for (String path : Set.of("/accounts", "/accounts/me")) {
      check("GET", path, path, "");
      check("GET " + path, caller.withToken(token, "GET", path, ""));
    }
    String admin = "/admin/accounts/{id}";
    check("PUT", admin, "/admin/accounts/1", role);
    check("PUT " + admin, caller.withToken(TOKEN, "PUT", "/admin/accounts/1", role));
    check("PUT " + admin, caller.withToken(TOKEN, "PUT", "/admin/accounts/1", "{}"));
    check("PUT " + admin, caller.withToken(TOKEN, "PUT", "/admin/accounts/1", big));
    check("PUT " + admin, caller.withToken(TOKEN, "PUT", "/admin/accounts/9", role));
    String listed = token(eve);
    check("GET /accounts", caller.withToken(listed, "GET", "/accounts?limit=1", ""));
    check("GET /accounts", caller.withToken(listed, "GET", "/accounts?limit=0", ""));
    String after = "/accounts?after=" + "9".repeat(9_000);
    check("GET /accounts", caller.withToken(listed, "GET", after, ""));
    check("POST", "/accounts/login", "/accounts/login", eve.replace("horse", "cow"));
    for (String path : Set.of("/accounts", "/accounts/login")) {
      check("POST", path, path, "{");
      check("POST", path, path, "{}");
      check("POST", path, path, big);
    }
    check("GET", "/.well-known/jwks.json", "/.well-known/jwks.json", "");
  }

  private String token(String credentials) throws Exception {
    HttpResponse<String> answer = caller.call("POST", "/accounts/login", credentials);
    check("POST /accounts/login", answer);
    return new ObjectMapper().readTree(answer.body()).get("access_token").asText();
  }

  @Test
  void theCheckFindsMistakes() throws Exception {
    HttpResponse<String> page = caller.get("/users");
    assertThat(description.errors("GET /users/{id}", page)).isNotEmpty();
    assertThat(description.errors("GET /health/live", page)).isNotEmpty();
    assertThat(description.errors("POST /users", page))
        .containsExactly("status 200 is not documented");
  }

  private void check(String method, String route, String path, String body) throws Exception {
    check(method + " " + route, caller.call(method, path, body));
  }

  private void check(String operation, HttpResponse<String> answer) throws Exception {
    description.check(operation, answer);
    seen.add(operation + " " + answer.statusCode());
  }
}
