package dev.sluice.lab.release;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.lab.demo.ReleaseSummary;
import dev.sluice.lab.demo.WeightWatch;
import dev.sluice.lab.load.Ledger;
import dev.sluice.lab.load.LoadRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people do in the middle of a release, and what becomes of the requests. */
@SluiceTest
@Order(40)
class InterruptionsIT {
  private static final Map<String, Object> SPEC =
      UsersRelease.quick(UsersRelease.step(20, "10m"), UsersRelease.step(100, "60s"));

  /** The manifest is invalid for the mesh: its webhook refuses the DestinationRule. */
  @Test
  @Order(1)
  void aRefusedPolicyDoesNotKeepRequestsOnABadVersion(InstalledSluice sluice) {
    try (UsersRelease users = UsersRelease.adopted(sluice, "refused-it", Map.of(), SPEC);
        LoadRun load = users.load(50);
        WeightWatch weights = users.weights()) {
      UsersRelease.awaitRequests(load, 1000);
      users.release("1.5.0", Map.of("FAIL_PERCENT", "50", "FAIL_FROM_SECOND", "45"));
      users.await("weight 20", () -> weights.weights().contains(20));
      users.patch(
          "{\"spec\":{\"traffic\":{\"trafficPolicy\":{\"outlierDetection\":{\"consecutive5xxErrors\":-1}}}}}");
      users.await("the refusal", () -> users.condition("Programmed").contains("WriteRejected"));
      ReleaseSummary end = users.awaitEnd("1.5.0", "RolledBack");
      assertThat(end.reason()).isEqualTo("ErrorRateTooHigh");
      assertThat(weights.weights()).containsExactly(0, 20, 0);
      users.assertNothingLost(load.stop(), "1.5.0");
    }
  }

  /** What Argo CD does when it prunes: the garbage collector takes part in the deletion. */
  @Test
  @Order(2)
  void aForegroundDeletionKeepsItsOrder(InstalledSluice sluice) {
    try (UsersRelease users = UsersRelease.adopted(sluice, "foreground-it", Map.of(), SPEC);
        LoadRun load = users.load(50);
        WeightWatch weights = users.weights()) {
      UsersRelease.awaitRequests(load, 500);
      users.release("1.4.2", Map.of());
      users.await("weight 20", () -> weights.weights().contains(20));
      Instant deleted = Instant.now();
      sluice.kubectl(
          "-n", users.namespace(), "delete", "crel", "users", "--cascade=foreground", "--wait");
      System.out.println(
          "interruptions: deleted in the foreground at 20% in "
              + Duration.between(deleted, Instant.now()));
      assertThat(objects(sluice, users)).isEmpty();
      users.assertNothingLost(load.stop(), "");
    }
  }

  /** Kubernetes deletes every old pod at once, and so loses requests; Sluice adds none to them. */
  @Test
  @Order(3)
  void aDeploymentThatIsReplacedByForceGetsItsRequestsAgain(
      InstalledSluice sluice, @TempDir Path folder) throws IOException {
    try (UsersRelease users = UsersRelease.adopted(sluice, "replaced-it", Map.of(), SPEC);
        LoadRun load = users.load(50);
        WeightWatch weights = users.weights()) {
      UsersRelease.awaitRequests(load, 500);
      users.release("1.4.2", Map.of());
      users.await("weight 20", () -> weights.weights().contains(20));
      Path file = folder.resolve("users.json");
      Files.writeString(
          file, new ObjectMapper().writeValueAsString(users.deployment("1.4.2", Map.of())));
      sluice.kubectl("replace", "--force", "-f", file.toString());
      users.awaitPods();
      Instant ready = Instant.now();
      ReleaseSummary end = users.awaitEnd("1.4.2", "Superseded");
      assertThat(end.reason()).isEqualTo("DeploymentRecreated");
      users.await("Stable", () -> users.view().phase().equals("Stable"));
      Ledger ledger = load.stop();
      System.out.println(
          "interruptions: replaced by force at 20%: "
              + ledger.failures().size()
              + " requests failed");
      assertThat(ledger.failures())
          .as("once the new pods are ready and known")
          .noneMatch(failure -> failure.sentAt().isAfter(ready.plusSeconds(5)));
      assertThat(users.view().stable()).isEqualTo("1.4.2");
    }
  }

  /**
   * The subsets are what a gateway's rule of others sends requests to: without them it has none.
   */
  @Test
  @Order(4)
  void theSubsetsStayWhileARouteOfOthersNamesOne(InstalledSluice sluice, @TempDir Path folder)
      throws IOException {
    try (UsersRelease users = UsersRelease.adopted(sluice, "edge-it", Map.of(), SPEC);
        LoadRun load = users.load(50)) {
      UsersRelease.awaitRequests(load, 500);
      Path file = folder.resolve("edge.yaml");
      Files.writeString(
          file,
          """
          apiVersion: networking.istio.io/v1
          kind: VirtualService
          metadata: {name: edge}
          spec:
            hosts: [users.example.com]
            gateways: [edge]
            http:
            - route: [{destination: {host: users, subset: stable}}]
          """);
      sluice.kubectl("-n", users.namespace(), "apply", "-f", file.toString());
      sluice.kubectl("-n", users.namespace(), "delete", "crel", "users", "--wait=false");
      users.await(
          "the reason", () -> users.view().message().contains("VirtualService edge-it/edge"));
      assertThat(users.condition("Stalled")).startsWith("True");
      assertThat(objects(sluice, users))
          .contains("destinationrule")
          .doesNotContain("virtualservice");
      sluice.kubectl("-n", users.namespace(), "delete", "virtualservice", "edge");
      users.await("nothing is left", () -> objects(sluice, users).isEmpty());
      users.assertNothingLost(load.stop(), "");
    }
  }

  private static String objects(InstalledSluice sluice, UsersRelease users) {
    return sluice.kubectl(
        "-n",
        users.namespace(),
        "get",
        "virtualservices,destinationrules,deployments",
        "-l",
        "app.kubernetes.io/managed-by=sluice",
        "-o",
        "name");
  }
}
