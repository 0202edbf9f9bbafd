package dev.sluice.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.sample.config.Settings;
import dev.sluice.sample.tokens.KeyFiles;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** People register, log in and show their token. */
class AccountsTest {

  private static final String ADMIN_TOKEN = "a-token-for-this-test";
  private static final String PASSWORD = "correct horse battery";
  private static final String ADA = account("ada@x.example", PASSWORD);

  @TempDir Path directory;
  private SampleApp app;
  private Caller caller;

  @AfterEach
  void stop() throws Exception {
    app.stop();
  }

  private void start(Map<String, String> more) throws Exception {
    Map<String, String> environment =
        new HashMap<>(Map.of("PORT", "0", "DRAIN_SECONDS", "0", "ADMIN_TOKEN", ADMIN_TOKEN));
    environment.putAll(more);
    app = SampleApp.start(Settings.parse(environment));
    caller = new Caller(app.port());
  }

  @Test
  void whoRegistersLogsInAndSeesTheirAccount() throws Exception {
    start(Map.of());
    HttpResponse<String> created = caller.call("POST", "/accounts", ADA);
    assertThat(created.statusCode()).isEqualTo(201);
    assertThat(created.body())
        .isEqualTo("{\"id\":1,\"email\":\"ada@x.example\",\"role\":\"user\"}");
    HttpResponse<String> again =
        caller.call("POST", "/accounts", account("ADA@x.example", "another password"));
    assertThat(again.statusCode()).isEqualTo(409);
    assertThat(again.body()).contains("belongs to another account");

    HttpResponse<String> login = logIn("Ada@X.example", PASSWORD);
    assertThat(login.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(get(token(login), "/accounts/me").body()).isEqualTo(created.body());
  }

  @Test
  void aWrongPasswordAndAnUnknownAddressAreTheSame() throws Exception {
    start(Map.of());
    caller.call("POST", "/accounts", ADA);
    HttpResponse<String> wrong = logIn("ada@x.example", "another password");
    HttpResponse<String> unknown = logIn("eve@x.example", PASSWORD);
    assertThat(wrong.statusCode()).isEqualTo(401);
    assertThat(unknown.statusCode()).isEqualTo(401);
    assertThat(unknown.body()).isEqualTo(wrong.body());
  }

  @Test
  void noAnswerShowsAPassword() throws Exception {
    start(Map.of());
    String secret = "s3cret";
    for (String body :
        new String[] {
          account("ada@x.example", secret),
          account(secret, secret),
          "{\"email\":\"ada@x.example\",\"password\":{\"is\":\"" + secret + "\"}}",
          "{\"email\":\"ada@x.example\",\"" + secret + "\":1}",
          "{\"email\":\"ada@x.example\",\"password\":\"" + secret,
          "{\"email\":\"ada@x.example\",\"password\":" + secret + "}",
        }) {
      for (String path : new String[] {"/accounts", "/accounts/login"}) {
        HttpResponse<String> answer = caller.call("POST", path, body);
        assertThat(answer.statusCode()).as(body).isBetween(400, 422);
        assertThat(answer.body()).doesNotContain(secret);
      }
    }
    assertThat(caller.get("/metrics").body()).doesNotContain(secret);
  }

  @Test
  void onlyAnAdminSeesAllAccounts() throws Exception {
    start(Map.of());
    caller.call("POST", "/accounts", ADA);
    caller.call("POST", "/accounts", account("bob@x.example", PASSWORD));
    String user = token(logIn("ada@x.example", PASSWORD));
    assertThat(get(user, "/accounts").statusCode()).isEqualTo(403);
    String role = "{\"role\":\"admin\"}";
    assertThat(caller.withToken(user, "PUT", "/admin/accounts/1", role).statusCode())
        .isEqualTo(401);
    assertThat(caller.withToken(ADMIN_TOKEN, "PUT", "/admin/accounts/1", role).statusCode())
        .isEqualTo(200);
    assertThat(caller.withToken(ADMIN_TOKEN, "PUT", "/admin/accounts/9", role).statusCode())
        .isEqualTo(404);

    String admin = token(logIn("ada@x.example", PASSWORD));
    assertThat(get(admin, "/accounts?limit=1").body())
        .isEqualTo(
            "{\"accounts\":[{\"id\":1,\"email\":\"ada@x.example\",\"role\":\"admin\"}],\"next\":1}");
    assertThat(get(admin, "/accounts?after=1").body())
        .isEqualTo("{\"accounts\":[{\"id\":2,\"email\":\"bob@x.example\",\"role\":\"user\"}]}");
  }

  @Test
  void aVersionWithTheWrongIssuerRefusesTheTokensOfOthers() throws Exception {
    start(Map.of());
    caller.call("POST", "/accounts", ADA);
    String token = token(logIn("ada@x.example", PASSWORD));
    String faults = "{\"WRONG_ISSUER\": \"true\"}";
    assertThat(caller.withToken(ADMIN_TOKEN, "PUT", "/admin/faults", faults).statusCode())
        .isEqualTo(200);
    HttpResponse<String> refused = get(token, "/accounts/me");
    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(refused.headers().firstValue("WWW-Authenticate")).contains("Bearer");
    String wrong = token(logIn("ada@x.example", PASSWORD));
    caller.withToken(ADMIN_TOKEN, "DELETE", "/admin/faults", "");
    assertThat(get(wrong, "/accounts/me").statusCode()).isEqualTo(401);
    assertThat(get(token, "/accounts/me").statusCode()).isEqualTo(200);
  }

  @Test
  void replicasWithTheSameKeysAcceptEachOthersTokens() throws Exception {
    KeyFiles.add(directory, Instant.parse("2026-01-01T00:00:00Z"));
    start(Map.of("TOKEN_KEYS", directory.toString()));
    caller.call("POST", "/accounts", ADA);
    String token = token(logIn("ada@x.example", PASSWORD));
    SampleApp first = app;
    try {
      start(Map.of("TOKEN_KEYS", directory.toString()));
      // In memory, it has other accounts: the token is good, and its account is Bob's here.
      caller.call("POST", "/accounts", account("bob@x.example", PASSWORD));
      assertThat(get(token, "/accounts/me").body()).contains("bob@x.example");
      KeyFiles.add(directory, Instant.parse("2026-02-01T00:00:00Z"));
      await().until(() -> caller.get("/.well-known/jwks.json").body().split("kid", -1).length == 3);
      assertThat(get(token, "/accounts/me").statusCode()).isEqualTo(200);
    } finally {
      first.stop();
    }
  }

  @Test
  void aSchemaWithoutAccountsIsNamed() throws Exception {
    start(Map.of("DATABASE_SCHEMA", "3"));
    HttpResponse<String> answer = caller.call("POST", "/accounts", ADA);
    assertThat(answer.statusCode()).isEqualTo(501);
    assertThat(answer.body()).contains("DATABASE_SCHEMA").contains("set it to 4");
    assertThat(caller.get("/users").statusCode()).isEqualTo(200);
  }

  private static String account(String email, String password) {
    return "{\"email\":\"" + email + "\",\"password\":\"" + password + "\"}";
  }

  private HttpResponse<String> logIn(String email, String password) throws Exception {
    return caller.call("POST", "/accounts/login", account(email, password));
  }

  private HttpResponse<String> get(String token, String path) throws Exception {
    return caller.withToken(token, "GET", path, "");
  }

  private static String token(HttpResponse<String> login) throws Exception {
    assertThat(login.statusCode()).isEqualTo(200);
    return new ObjectMapper().readTree(login.body()).get("access_token").asText();
  }
}
