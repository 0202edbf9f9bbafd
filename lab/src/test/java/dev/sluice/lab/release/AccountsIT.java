package dev.sluice.lab.release;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.lab.demo.Manifests;
import dev.sluice.lab.demo.ReleaseSummary;
import dev.sluice.lab.demo.WeightWatch;
import dev.sluice.lab.load.Ledger;
import dev.sluice.lab.load.LoadPlan;
import dev.sluice.lab.load.LoadRun;
import dev.sluice.lab.load.LoadStream;
import dev.sluice.lab.load.LoadTarget;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The example with tokens: a version that accepts them is promoted, and one that expects another
 * issuer is rolled back, because it refuses those that the stable version accepts.
 */
@SluiceTest
@Tag("long")
@Order(38)
class AccountsIT {
  private static final String ISSUER = "https://users.shop.example";
  private static final int PER_SECOND = 50;

  @Test
  void aVersionThatExpectsAnotherIssuerIsRolledBack(InstalledSluice sluice) throws Exception {
    sluice.loadPostgresql();
    try (UsersRelease users = new UsersRelease(sluice, "accounts-it", "users-tokens")) {
      Map<String, Object> example =
          UsersRelease.child(
              Manifests.read(sluice.checkout().example("users-tokens/canaryrelease.yaml")).get(0),
              "spec");
      Map<String, Object> spec = new HashMap<>(example);
      spec.putAll(UsersRelease.quick(UsersRelease.step(20, "15s"), UsersRelease.step(100, "5s")));
      users.adopt(spec);
      try (LoadRun load = load(sluice, users, token(sluice, example));
          WeightWatch weights = users.weights()) {
        users.release("1.4.2", Map.of());
        users.awaitEnd("1.4.2", "Promoted");
        assertThat(weights.weights()).contains(20, 100);

        users.release("1.5.0", Map.of("WRONG_ISSUER", "true"));
        ReleaseSummary end = users.awaitEnd("1.5.0", "RolledBack");
        assertThat(end.reason()).isEqualTo("ClientErrorRateTooHigh");
        Ledger ledger = load.stop();
        users.assertNothingLost(ledger, "1.5.0");
        assertThat(ledger.failures()).isNotEmpty().allMatch(request -> request.status() == 401);
        System.out.printf(
            "accounts: %d requests with a token, %d refused by 1.5.0%n",
            ledger.entries().size(), ledger.failures().size());
      }
    }
  }

  /** A token of an admin, signed by the key of the example. */
  private static String token(InstalledSluice sluice, Map<String, Object> spec)
      throws JsonProcessingException {
    ObjectMapper json = new ObjectMapper();
    String jwks = json.valueToTree(spec).at("/security/jwt/0/jwks").asText();
    String keyId = json.readTree(jwks).at("/keys/0/kid").asText();
    Path keys = sluice.checkout().example("users-tokens/keys.yaml");
    String pem =
        UsersRelease.child(Manifests.read(keys).get(0), "stringData").values().stream()
            .map(String.class::cast)
            .findFirst()
            .orElseThrow();
    return TokenIssuer.of(ISSUER, keyId, pem).token("1", "admin");
  }

  private static LoadRun load(InstalledSluice sluice, UsersRelease users, String token) {
    String host = UsersRelease.NAME + "." + users.namespace();
    LoadTarget target = LoadTarget.get("http://" + host + "/accounts").withToken(token);
    Duration interval = Duration.ofSeconds(1).dividedBy(PER_SECOND);
    return sluice
        .generator()
        .start(
            users.namespace(),
            new LoadPlan(List.of(new LoadStream("tokens", interval, true, List.of(target)))));
  }
}
