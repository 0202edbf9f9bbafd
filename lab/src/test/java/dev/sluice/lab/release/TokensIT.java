package dev.sluice.lab.release;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.lab.demo.WeightWatch;
import dev.sluice.lab.load.LoadRun;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Tokens and allowed requests hold for both versions alike, and their edits fail no request. */
@SluiceTest
@Order(35)
class TokensIT {
  private static final Duration EFFECT = Duration.ofSeconds(30);
  private static final String NONE = "";

  private final TokenIssuer issuer = new TokenIssuer();
  private final String valid = issuer.token("ada");
  private final String foreign = new TokenIssuer().token("ada");

  @Test
  void tokensAreAskedForOnBothVersionsUnderLoad(InstalledSluice sluice) {
    try (UsersRelease users = new UsersRelease(sluice, "tokens-it")) {
      Map<String, Object> spec =
          UsersRelease.quick(UsersRelease.step(50, "10m"), UsersRelease.step(100, "5s"));
      spec.put("security", Map.of("mtls", Map.of("mode", "Permissive")));
      users.adopt(spec);
      Outsider outsider = new Outsider(sluice, users.namespace());
      try (LoadRun load = users.load(50);
          WeightWatch weights = users.weights()) {
        users.release("1.4.2", Map.of());
        users.await("weight 50", () -> weights.weights().contains(50));
        List<Pod> pods = List.of(users.pod("1.4.1"), users.pod("1.4.2"));
        await(users, outsider, pods, Map.of(NONE, 200));

        Map<String, Object> allow = from("requestPrincipals", TokenIssuer.ISSUER + "/*");
        secure(users, allow);
        await(users, outsider, pods, Map.of(NONE, 403, valid, 200, foreign, 401));

        // The API server would drop the field, and the rule would allow every request to /users.
        secure(
            users,
            Map.of(
                "to",
                List.of(Map.of("operation", Map.of("paths", List.of("/users"), "method", "X")))));
        users.await(
            "the refusal",
            () -> users.condition("Programmed").contains("rules[1].to[0].operation.method"));
        await(users, outsider, pods, Map.of(NONE, 403, valid, 200, foreign, 401));

        change(users, null);
        await(users, outsider, pods, Map.of(NONE, 200));
        assertThat(weights.weights()).containsExactly(0, 50);
        users.assertNothingLost(load.stop(), "");
      }
    }
  }

  private static void await(
      UsersRelease users, Outsider outsider, List<Pod> pods, Map<String, Integer> statuses) {
    for (Pod pod : pods) {
      statuses.forEach(
          (token, status) ->
              users.await(
                  pod.getMetadata().getName() + " to respond with " + status,
                  EFFECT,
                  () -> outsider.status(pod, token) == status));
    }
  }

  /** Callers of the namespace are known by mutual TLS, and need no token. */
  private void secure(UsersRelease users, Map<String, Object> allow) {
    Map<String, Object> security = new HashMap<>();
    security.put("jwt", List.of(Map.of("issuer", TokenIssuer.ISSUER, "jwks", issuer.jwks())));
    security.put("allow", List.of(from("namespaces", users.namespace()), allow));
    change(users, security);
  }

  private static Map<String, Object> from(String field, String value) {
    return Map.of("from", List.of(Map.of("source", Map.of(field, List.of(value)))));
  }

  private static void change(UsersRelease users, Map<String, Object> security) {
    Map<String, Object> spec = new HashMap<>();
    spec.put("security", security);
    try {
      users.patch(new ObjectMapper().writeValueAsString(Map.of("spec", spec)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("maps and strings are always JSON", e);
    }
  }
}
