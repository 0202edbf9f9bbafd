package dev.sluice.lab.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.lab.load.Ledger;
import dev.sluice.lab.load.LoadPlan;
import dev.sluice.lab.load.LoadRun;
import dev.sluice.lab.load.LoadStream;
import dev.sluice.lab.load.LoadTarget;
import dev.sluice.lab.mesh.InstantQuery.LabeledValue;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The example that calls a second service: while that one is bad, and while the policies for its
 * calls are replaced, no request of the users API fails.
 */
@SluiceTest
@Tag("long")
@Order(37)
class ResilienceIT {
  private static final String TOKEN = "for-a-try-only-0123456789";
  private static final int GREETINGS_PER_SECOND = 20;

  @Test
  void theBreakerOpensAndClosesAndPoliciesAreReplacedUnderLoad(InstalledSluice sluice)
      throws Exception {
    sluice.loadPostgresql();
    try (UsersRelease users = new UsersRelease(sluice, "resilience-it", "users-resilience")) {
      users.adopt(UsersRelease.quick(UsersRelease.step(50, "10s"), UsersRelease.step(100, "5s")));
      Outsider outsider = new Outsider(sluice, users.namespace());
      faults(sluice, users, outsider, "{}");
      try (LoadRun first = users.load(10)) {
        UsersRelease.awaitRequests(first, 30);
        assertThat(first.stop().failures()).isEmpty();
      }
      try (LoadRun load = load(sluice, users)) {
        users.release("1.4.2", Map.of());
        users.awaitEnd("1.4.2", "Promoted");
        users.await("calls", () -> callsPerSecond(sluice, users) > 15);

        faults(sluice, users, outsider, "{\"FAIL_PERCENT\": 100}");
        users.await("an open breaker", () -> callsPerSecond(sluice, users) < 3);
        faults(sluice, users, outsider, "{}");
        users.await("a closed breaker", () -> callsPerSecond(sluice, users) > 15);

        sluice.kubectl(
            "-n",
            users.namespace(),
            "patch",
            "configmap",
            "users-policies",
            "--type=merge",
            "--patch={\"data\": {\"policies.yaml\": \"rateLimit: {perSecond: 1}\"}}");
        users.await("fewer calls", () -> callsPerSecond(sluice, users) < 4);
        Ledger ledger = load.stop();
        users.assertNothingLost(ledger, "");
        System.out.printf(
            "resilience: %d requests, %d failed%n",
            ledger.entries().size(), ledger.failures().size());
      }
    }
  }

  private static LoadRun load(InstalledSluice sluice, UsersRelease users) {
    String host = UsersRelease.NAME + "." + users.namespace();
    LoadStream greetings =
        new LoadStream(
            "greetings",
            Duration.ofSeconds(1).dividedBy(GREETINGS_PER_SECOND),
            true,
            List.of(LoadTarget.get("http://" + host + "/users/1/greeting")));
    return sluice
        .generator()
        .start(
            users.namespace(),
            LoadPlan.together(List.of(LoadPlan.users(host, 10), new LoadPlan(List.of(greetings)))));
  }

  private static void faults(
      InstalledSluice sluice, UsersRelease users, Outsider outsider, String faults) {
    for (Pod pod :
        sluice
            .client()
            .pods()
            .inNamespace(users.namespace())
            .withLabel("app", "greetings")
            .list()
            .getItems()) {
      assertThat(outsider.send(pod, "PUT", "/admin/faults", TOKEN, faults)).isEqualTo(200);
    }
  }

  /** Calls of the greetings service, by the sidecars of the users API. */
  private static double callsPerSecond(InstalledSluice sluice, UsersRelease users) {
    return sluice
        .lab()
        .prometheus(
            "sum(rate(istio_requests_total{reporter=\"source\","
                + " destination_service_name=\"greetings\", source_workload_namespace=\""
                + users.namespace()
                + "\"}[15s]))")
        .stream()
        .mapToDouble(LabeledValue::value)
        .sum();
  }
}
