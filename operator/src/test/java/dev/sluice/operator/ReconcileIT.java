package dev.sluice.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.sluice.api.v1alpha1.ActionStatus;
import dev.sluice.api.v1alpha1.CanaryReleaseStatus;
import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.api.v1alpha1.Phase;
import dev.sluice.testing.ApiServer;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Releases, repairs and refusals of the whole operator. */
class ReconcileIT extends ReconcileFixture {
  private static final String PAUSED = "{\"spec\":{\"paused\":true}}";

  ReconcileIT(ApiServer server) {
    super(server);
  }

  /** The informer must let the annotation through, and keep who set it. */
  @Test
  void anAnnotationPromotesWhatIsPaused() {
    awaitStatus(status -> status.phase() == Phase.Stable);
    prometheus.load("users", 40, 0);
    prometheus.load("users-canary-2", 20, 0);
    changeTo("1.1");
    awaitStatus(status -> status.release() != null && status.release().step() != null);
    patchRelease(PAUSED);
    awaitStatus(status -> status.phase() == Phase.Paused);
    server.kubectl("annotate", "crel/users", "sluice.dev/promote=2", "-n", namespace);
    CanaryReleaseStatus end = awaitStatus(ended(Outcome.Promoted, "1.1"));
    assertThat(end.release().actions())
        .extracting(ActionStatus::action, ActionStatus::by)
        .containsExactly(tuple("promote", "kubectl-annotate"));
  }

  @Test
  void aGoodVersionIsPromotedAndABadOneRolledBack() {
    awaitStatus(status -> status.phase() == Phase.Stable);
    prometheus.load("users", 40, 0);
    prometheus.load("users-canary-2", 20, 0);
    prometheus.load("users-canary-3", 20, 0);

    changeTo("1.1");
    awaitStatus(ended(Outcome.Promoted, "1.1"));
    awaitStatus(status -> status.phase() == Phase.Stable);
    assertThat(client.apps().deployments().inNamespace(namespace).list().getItems())
        .extracting(deployment -> deployment.getMetadata().getName())
        .containsExactly("users");

    prometheus.load("users-canary-3", 10, 10);
    changeTo("1.2");
    CanaryReleaseStatus end = awaitStatus(ended(Outcome.RolledBack, "1.2"));
    assertThat(end.stable().version()).isEqualTo("1.1");
    assertThat(end.release().message()).contains("canary failed", "evidence of harm");
    awaitStatus(status -> status.phase() == Phase.RolledBack);
    assertThat(weights()).containsExactly(100L, 0L);
  }

  @Test
  void aReleaseGoesOnThroughFaultsOfTheApiServer() throws IOException, GeneralSecurityException {
    operator.close();
    try (UnreliableApiServer unreliable = new UnreliableApiServer(cluster.asSluice());
        RunningOperator faulty = start(unreliable.connection())) {
      awaitStatus(status -> status.phase() == Phase.Stable);
      prometheus.load("users", 40, 0);
      prometheus.load("users-canary-2", 10, 10);
      unreliable.beFaulty();
      changeTo("1.1");
      awaitStatus(ended(Outcome.RolledBack, "1.1"));
      assertThat(weights()).containsExactly(100L, 0L);
      assertThat(unreliable.played).containsKeys("500", "429", "409", "lost", "cut off", "410");
      assertThat(status().orElseThrow().history()).hasSize(1);
    }
  }

  @Test
  void anotherOperatorTakesOverInTheMiddle() throws IOException {
    awaitStatus(status -> status.phase() == Phase.Stable);
    changeTo("1.1");
    CanaryReleaseStatus before = awaitStatus(status -> weight(status) == 20);
    operator.close();
    operator = start(cluster.asSluice());
    prometheus.load("users", 40, 0);
    prometheus.load("users-canary-2", 10, 10);
    CanaryReleaseStatus end = awaitStatus(ended(Outcome.RolledBack, "1.1"));
    assertThat(end.release().startedAt()).isEqualTo(before.release().startedAt());
    assertThat(end.release().revision()).isEqualTo(2);
  }

  @Test
  void anOutsideEditIsPutBackAndReported() {
    awaitStatus(status -> status.phase() == Phase.Stable);
    server.kubectl(
        "-n",
        namespace,
        "patch",
        "virtualservice",
        "users",
        "--type=json",
        "-p",
        "[{\"op\":\"replace\",\"path\":\"/spec/http/0/route/0/weight\",\"value\":1},"
            + "{\"op\":\"replace\",\"path\":\"/spec/http/0/route/1/weight\",\"value\":99}]");
    await().atMost(LONG).until(() -> weights().equals(List.of(100L, 0L)));
    await()
        .atMost(LONG)
        .until(
            () ->
                client.events().v1().events().inNamespace(namespace).list().getItems().stream()
                    .anyMatch(
                        event ->
                            event.getReason().equals("Repaired")
                                && event.getRegarding().getName().equals("users")));
  }

  @Test
  void aPolicyOfThePlatformThatChangesTheRouteIsNamedAndStopsNothing() {
    awaitStatus(status -> status.phase() == Phase.Stable);
    prometheus.load("users", 40, 0);
    prometheus.load("users-canary-2", 20, 0);
    try (PlatformPolicy platform = PlatformPolicy.routeTimeout(server, namespace)) {
      changeTo("1.1");
      awaitStatus(status -> weight(status) > 0);
      awaitStatus(
          status ->
              status
                  .conditions()
                  .toString()
                  .contains("spec.http[0].timeout (sent none, stored 7s)"));
      awaitStatus(ended(Outcome.Promoted, "1.1"));
      awaitStatus(status -> status.phase() == Phase.Stable);
    }
  }

  @Test
  void aDeletedReleaseLeavesNothingButTheUsersObjects() {
    Deployment before = deployment();
    Service service = client.services().inNamespace(namespace).withName("users").get();
    awaitStatus(status -> status.phase() == Phase.Stable);
    server.kubectl("-n", namespace, "delete", "canaryrelease", "users", "--wait=false");
    await().atMost(LONG).until(() -> status().isEmpty());
    for (String kind : List.of("VirtualService", "DestinationRule")) {
      assertThat(
              client
                  .genericKubernetesResources(MeshKinds.context(kind))
                  .inNamespace(namespace)
                  .list()
                  .getItems())
          .isEmpty();
    }
    assertThat(deployment().getSpec()).isEqualTo(before.getSpec());
    assertThat(deployment().getMetadata().getLabels()).isEqualTo(before.getMetadata().getLabels());
    assertThat(client.services().inNamespace(namespace).withName("users").get()).isEqualTo(service);
  }

  @Test
  void nothingIsWrittenOrAskedForAtRest() {
    awaitStatus(status -> status.phase() == Phase.Stable);
    await()
        .during(Duration.ofSeconds(10))
        .atMost(Duration.ofSeconds(30))
        .until(this::versions, new Unchanged<>());
    assertThat(prometheus.asked).isEmpty();
  }

  /** Every object of the namespace with its version; the played controllers write at rest too. */
  private List<String> versions() {
    return server
        .kubectl(
            "-n",
            namespace,
            "get",
            "canaryreleases,deployments,services,virtualservices,destinationrules",
            "-o",
            "jsonpath={range .items[*]}{.kind}/{.metadata.name}={.metadata.resourceVersion}{\"\\n\"}{end}")
        .lines()
        .toList();
  }

  private static final class Unchanged<T> implements Predicate<T> {
    private T first;

    @Override
    public boolean test(T now) {
      if (first == null) {
        first = now;
      }
      return now.equals(first);
    }
  }

  @Test
  void aRefusalSaysWhatAndChangesNothing() {
    awaitStatus(status -> status.phase() == Phase.Stable);
    cluster.create(
        namespace,
        """
        apiVersion: sluice.dev/v1alpha1
        kind: CanaryRelease
        metadata: {name: users-again}
        spec: {target: {deployment: users}}
        """);
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(
                        server.kubectl(
                            "-n",
                            namespace,
                            "get",
                            "crel",
                            "users-again",
                            "-o",
                            "jsonpath={.status.conditions[?(@.type==\"Accepted\")]}"))
                    .contains("\"status\":\"False\"", "TargetConflict", "CanaryRelease users"));
    assertThat(
            client
                .genericKubernetesResources(MeshKinds.context("VirtualService"))
                .inNamespace(namespace)
                .list()
                .getItems())
        .hasSize(1);
  }
}
