package dev.sluice.lab.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.lab.demo.Installation;
import dev.sluice.lab.load.LoadRun;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.parallel.Isolated;

/** A service without a release: the operator is silent, and the mesh ejects a failing pod. */
@SluiceTest
@Isolated("asserts a time, and that the operator writes nothing at all")
@Order(90)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AtRestIT {
  private static final Duration REST = Duration.ofMinutes(1);
  private static final Duration EJECTED = Duration.ofSeconds(30);
  private static final Duration EFFECT = Duration.ofSeconds(5);

  private InstalledSluice sluice;
  @AutoClose private UsersRelease users;
  @AutoClose private LoadRun load;

  @BeforeAll
  void aServiceWithLoadIsAdopted(InstalledSluice sluice) {
    this.sluice = sluice;
    users = new UsersRelease(sluice, "at-rest-it");
    users.adopt(Map.of());
    load = users.load(50);
  }

  /** The operator writes nothing but its Lease, and logs nothing. */
  @Test
  @Order(1)
  void aMinuteAtRestHasNoWritesAndNoLogLines() throws IOException {
    OperatorWrites writes = new OperatorWrites(sluice.lab().auditLog());
    // Releases of the tests before are removed in the background.
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> sluice.kubectl("get", "crel", "-A", "-o", "name").lines().count() == 1);
    // Adoption is complete when there was no write for ten seconds.
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> writes.since(Instant.now().minusSeconds(10)).isEmpty());
    Instant from = Instant.now();
    Awaitility.await()
        .pollDelay(REST)
        .atMost(REST.plusSeconds(30))
        .until(() -> users.view().phase().equals("Stable"));
    assertThat(writes.since(from)).isEmpty();
    assertThat(log(from)).isEmpty();
    // The audit log works: it has the writes of the Lease.
    assertThat(writes.ofLeases(from)).isNotEmpty();
    users.assertNothingLost(load.ledger(), "");
  }

  /** The caller's proxy ejects a failing pod by the policy of the CanaryRelease. */
  @Test
  @Order(2)
  void aFailingStablePodIsEjectedAndAnEditTakesEffect() {
    assertThat(envoy("clusters")).doesNotContain("failed_outlier_check");
    Pod faulty = faulty();
    Pattern ejected =
        Pattern.compile(
            "outbound\\|80\\|stable\\|users\\S+::"
                + Pattern.quote(faulty.getStatus().getPodIP())
                + ":8080::health_flags::\\S*failed_outlier_check");
    users.await(
        "the failing pod's ejection", EJECTED, () -> ejected.matcher(envoy("clusters")).find());
    sluice.client().resource(faulty).delete();

    edit();
    Instant edited = Instant.now();
    Pattern wanted = Pattern.compile("\"consecutive_5xx\":\\s*7\\b");
    users.await(
        "the edited policy in the caller's proxy",
        Duration.ofSeconds(30),
        () ->
            wanted
                .matcher(
                    envoy(
                        "config_dump?resource=dynamic_active_clusters&name_regex=.*stable.users.*"))
                .find());
    assertThat(Duration.between(edited, Instant.now())).isLessThan(EFFECT);

    var ledger = load.stop();
    assertThat(ledger.noVerdict()).as(ledger.rate().text()).isEmpty();
    assertThat(ledger.failures())
        .isNotEmpty()
        .allSatisfy(failure -> assertThat(failure.version()).isEqualTo("faulty"));
  }

  private String log(Instant from) {
    return sluice
        .kubectl(
            "-n",
            Installation.NAMESPACE,
            "logs",
            "deployment/" + Installation.RELEASE,
            "--since-time=" + from)
        .strip();
  }

  /** A pod that the Service selects and that fails every request. */
  private Pod faulty() {
    Pod pod =
        new PodBuilder()
            .withNewMetadata()
            .withNamespace(users.namespace())
            .withName("users-faulty")
            .withLabels(users.live().getSpec().getTemplate().getMetadata().getLabels())
            .endMetadata()
            .withSpec(users.live().getSpec().getTemplate().getSpec())
            .build();
    var environment = pod.getSpec().getContainers().get(0).getEnv();
    environment.removeIf(variable -> variable.getName().equals("VERSION"));
    environment.add(new EnvVar("VERSION", "faulty", null));
    environment.add(new EnvVar("FAIL_PERCENT", "100", null));
    sluice.client().resource(pod).create();
    return sluice.client().resource(pod).waitUntilReady(90, TimeUnit.SECONDS);
  }

  private void edit() {
    users.patch(
        "{\"spec\": {\"traffic\": {\"trafficPolicy\": {\"outlierDetection\":"
            + " {\"consecutive5xxErrors\": 7}}}}}");
  }

  /** Calls the admin endpoint of the caller's proxy. */
  private String envoy(String path) {
    return sluice.kubectl(
        "-n",
        users.namespace(),
        "exec",
        "load",
        "-c",
        "istio-proxy",
        "--",
        "pilot-agent",
        "request",
        "GET",
        path);
  }
}
