package dev.sluice.lab.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.lab.demo.Manifests;
import dev.sluice.lab.demo.WeightWatch;
import dev.sluice.lab.load.Ledger;
import dev.sluice.lab.load.LedgerEntry;
import dev.sluice.lab.load.LoadRun;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A rate limit holds for both versions alike, and its edits fail no request. */
@SluiceTest
@Tag("long")
@Order(36)
class RateLimitIT {
  private static final int TOO_MANY_REQUESTS = 429;

  /** Beside other tests on the same machine; alone it is less than 5 s. */
  private static final Duration EFFECT = Duration.ofSeconds(15);

  @Test
  void anEditOfTheLimitActsWithinSecondsOnBothVersions(InstalledSluice sluice) {
    try (UsersRelease users = new UsersRelease(sluice, "rate-limit-it")) {
      Map<String, Object> example =
          Manifests.read(sluice.checkout().example("users-rate-limit/canaryrelease.yaml")).get(0);
      UsersRelease.child(example, "spec")
          .put("steps", List.of(UsersRelease.step(50, "10m"), UsersRelease.step(100, "5s")));
      users.apply(example);
      users.awaitRest();
      Outsider outsider = new Outsider(sluice, users.namespace());
      try (LoadRun load = users.load(50);
          WeightWatch weights = users.weights()) {
        users.release("1.4.2", Map.of());
        users.await("weight 50", () -> weights.weights().contains(50));
        List<Pod> pods = List.of(users.pod("1.4.1"), users.pod("1.4.2"));

        assertThat(limits(sluice, users)).isNotEmpty();
        awaitStatus(users, outsider, pods, 200);

        Instant narrowed = limit(users, "{\"requests\": 1, \"per\": \"1m\"}");
        awaitStatus(users, outsider, pods, TOO_MANY_REQUESTS);
        Instant widened = limit(users, "{\"requests\": 500, \"per\": \"1s\"}");
        awaitStatus(users, outsider, pods, 200);
        limit(users, "null");
        users.await("no limit", () -> limits(sluice, users).isEmpty());
        awaitStatus(users, outsider, pods, 200);

        assertThat(users.view().phase()).isEqualTo("Releasing");
        assertThat(weights.weights()).containsExactly(0, 50);
        assertLimited(load.stop(), narrowed, widened);
      }
    }
  }

  /** The limit, and nothing else, refuses requests, from seconds after its edit to the next. */
  private static void assertLimited(Ledger ledger, Instant narrowed, Instant widened) {
    List<LedgerEntry> failures = ledger.failures();
    assertThat(failures)
        .isNotEmpty()
        .allSatisfy(
            failure -> {
              assertThat(failure.status()).isEqualTo(TOO_MANY_REQUESTS);
              assertThat(failure.sentAt()).isBetween(narrowed, widened.plus(EFFECT));
            });
    assertThat(failures.get(0).sentAt()).isBefore(narrowed.plus(EFFECT));
    System.out.printf(
        "rate limit: %d of %d requests limited, the first %d ms after the edit, the last %d ms after"
            + " the next%n",
        failures.size(),
        ledger.entries().size(),
        Duration.between(narrowed, failures.get(0).sentAt()).toMillis(),
        Duration.between(widened, failures.get(failures.size() - 1).sentAt()).toMillis());
    assertThat(ledger.noVerdict()).as(ledger.rate().text()).isEmpty();
  }

  private static Instant limit(UsersRelease users, String limit) {
    Instant edited = Instant.now();
    users.patch("{\"spec\": {\"traffic\": {\"rateLimit\": " + limit + "}}}");
    return edited;
  }

  private static String limits(InstalledSluice sluice, UsersRelease users) {
    return sluice.kubectl("-n", users.namespace(), "get", "envoyfilters", "--output=name");
  }

  private static void awaitStatus(
      UsersRelease users, Outsider outsider, List<Pod> pods, int status) {
    for (Pod pod : pods) {
      users.await(
          pod.getMetadata().getName() + " to respond with " + status,
          () -> outsider.status(pod, "") == status);
    }
  }
}
