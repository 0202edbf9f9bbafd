package dev.sluice.lab.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.lab.demo.WeightWatch;
import dev.sluice.lab.load.LoadRun;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * Mutual TLS applies to both versions, a change of its mode fails no request, and Strict waits for
 * callers that send plaintext.
 */
@SluiceTest
@Order(10)
class MtlsSwitchIT {
  private static final Duration EFFECT = Duration.ofSeconds(30);
  private static final Duration WITHOUT_PLAINTEXT = Duration.ofMinutes(2);
  private static final String STRICT = "{\"mtls\": {\"mode\": \"Strict\"}}";

  @Test
  void modesAreSwitchedUnderLoadForBothVersions(InstalledSluice sluice) {
    try (UsersRelease users = new UsersRelease(sluice, "mtls-it")) {
      users.adopt(UsersRelease.quick(UsersRelease.step(50, "10m"), UsersRelease.step(100, "5s")));
      Outsider outsider = new Outsider(sluice, users.namespace());
      try (LoadRun load = users.load(50);
          WeightWatch weights = users.weights()) {
        users.release("1.4.2", Map.of());
        users.await("weight 50", () -> weights.weights().contains(50));
        Pod stable = users.pod("1.4.1");
        Pod canary = users.pod("1.4.2");
        assertPlaintext(users, outsider, List.of(stable, canary), false);
        change(users, "{\"mtls\": {\"mode\": \"Permissive\"}}");
        assertPlaintext(users, outsider, List.of(stable, canary), true);
        change(users, STRICT);
        assertStrictWaits(users);
        assertPlaintext(users, outsider, List.of(stable, canary), true);
        awaitStrict(users);
        assertPlaintext(users, outsider, List.of(stable, canary), false);
        change(users, "null");
        users.await("no policy", EFFECT, () -> policy(sluice, users) == null);
        assertPlaintext(users, outsider, List.of(stable, canary), true);
        change(users, STRICT);
        assertStrictWaits(users);
        assertThat(policy(sluice, users)).isNull();
        awaitStrict(users);
        assertPlaintext(users, outsider, List.of(stable, canary), false);
        users.assertNothingLost(load.stop(), "");
      }
    }
  }

  private static void assertStrictWaits(UsersRelease users) {
    users.await(
        "the caller is named",
        EFFECT,
        () -> {
          String condition = users.condition("MutualTLS");
          return condition.contains("PlaintextCallers")
              && condition.contains("callers without a sidecar");
        });
  }

  /** The outsider sends nothing while this waits. */
  private static void awaitStrict(UsersRelease users) {
    users.await(
        "mutual TLS is strict",
        WITHOUT_PLAINTEXT,
        () -> users.condition("MutualTLS").startsWith("True"));
  }

  private static void assertPlaintext(
      UsersRelease users, Outsider outsider, List<Pod> pods, boolean answered) {
    for (Pod pod : pods) {
      users.await(
          "plaintext to " + pod.getMetadata().getName() + (answered ? " answered" : " refused"),
          EFFECT,
          () -> outsider.reaches(pod) == answered);
    }
  }

  private static void change(UsersRelease users, String security) {
    users.patch("{\"spec\": {\"security\": " + security + "}}");
  }

  private static GenericKubernetesResource policy(InstalledSluice sluice, UsersRelease users) {
    return sluice
        .client()
        .genericKubernetesResources("security.istio.io/v1", "PeerAuthentication")
        .inNamespace(users.namespace())
        .withName(UsersRelease.NAME)
        .get();
  }
}
