package dev.sluice.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.sluice.api.v1alpha1.ActionStatus;
import dev.sluice.api.v1alpha1.CanaryRelease;
import dev.sluice.api.v1alpha1.CanaryReleaseStatus;
import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.api.v1alpha1.Phase;
import dev.sluice.cli.EnvironmentConfig;
import dev.sluice.metrics.prometheus.FakePrometheus;
import dev.sluice.testing.ApiServer;
import dev.sluice.testing.ApiServerExtension;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The whole operator on a real API server, with the rights that the chart gives and no others. */
@ExtendWith(ApiServerExtension.class)
class ReconcileIT {
  private static final Duration LONG = Duration.ofMinutes(4);
  private static final String STEPS =
      "[{name: some, weight: 20, duration: 4s, until: Elapsed},"
          + " {name: half, weight: 50, duration: 2s, until: Elapsed},"
          + " {name: all, weight: 100, duration: 2s}]";

  private static final String PAUSED = "{\"spec\":{\"paused\":true}}";

  private final ApiServer server;
  private final TestCluster cluster;
  private final KubernetesClient client;
  private String namespace;
  private FakePrometheus prometheus;
  private PlayedControllers controllers;
  private RunningOperator operator;
  private final List<String> failures = new CopyOnWriteArrayList<>();

  ReconcileIT(ApiServer server) {
    this.server = server;
    this.cluster = TestCluster.on(server);
    this.client = server.client();
  }

  /** An operator in its own thread. */
  private record RunningOperator(OperatorProcess process, Thread thread) implements AutoCloseable {
    @Override
    public void close() {
      process.close();
      await().until(() -> !thread.isAlive());
    }
  }

  @BeforeEach
  void world() throws IOException {
    namespace = server.createNamespace("shop");
    prometheus = new FakePrometheus(namespace);
    controllers = new PlayedControllers(client, namespace);
    cluster.create(namespace, ServiceManifest.of("users", STEPS));
    operator = start(cluster.asSluice());
  }

  @AfterEach
  void end() {
    operator.close();
    controllers.close();
    prometheus.close();
    assertThat(failures).isEmpty();
  }

  private RunningOperator start(Config connection) throws IOException {
    OperatorProcess process =
        new OperatorProcess(
            EnvironmentConfig.read(
                Map.of(
                    "SLUICE_PROMETHEUS_URL",
                    prometheus.address().toString(),
                    "SLUICE_SAMPLING_STEP",
                    "1s",
                    "SLUICE_SAMPLING_LAG",
                    "0s",
                    "SLUICE_LEASE_NAMESPACE",
                    TestCluster.SYSTEM,
                    "SLUICE_LEASE_NAME",
                    "sluice",
                    "SLUICE_SERVICE_ACCOUNT",
                    TestCluster.USER,
                    "SLUICE_PAUSE_POLICY",
                    TestCluster.PAUSE_POLICY,
                    "SLUICE_HTTP_PORT",
                    "0")),
            connection,
            Clock.systemUTC(),
            () -> failures.add("the operator failed"));
    Thread thread =
        new Thread(
            () -> {
              try {
                process.run();
              } catch (InterruptedException e) {
                failures.add(e.toString());
              }
            });
    thread.start();
    return new RunningOperator(process, thread);
  }

  /** The informer must let the annotation through, and keep who set it. */
  @Test
  void anAnnotationPromotesWhatIsPaused() {
    awaitStatus(status -> status.phase() == Phase.Stable);
    prometheus.load("users", 40, 0);
    prometheus.load("users-canary-2", 20, 0);
    changeTo("1.1");
    awaitStatus(status -> status.release() != null && status.release().step() != null);
    server.kubectl("patch", "crel/users", "--type=merge", "-p", PAUSED, "-n", namespace);
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
    try (RouteTimeoutPolicy platform = new RouteTimeoutPolicy(server, namespace)) {
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

  private static int weight(CanaryReleaseStatus status) {
    return status.release() == null
            || status.release().step() == null
            || status.release().step().weight() == null
        ? 0
        : status.release().step().weight();
  }

  private Deployment deployment() {
    return client.apps().deployments().inNamespace(namespace).withName("users").get();
  }

  private Predicate<CanaryReleaseStatus> ended(Outcome outcome, String version) {
    return status ->
        status.release() != null
            && status.release().outcome() == outcome
            && status.release().version().equals(version);
  }

  private List<Long> weights() {
    GenericKubernetesResource virtualService =
        client
            .genericKubernetesResources(MeshKinds.context("VirtualService"))
            .inNamespace(namespace)
            .withName("users")
            .get();
    int canary = MeshKinds.weight(virtualService);
    return List.of(100L - canary, (long) canary);
  }

  private void changeTo(String version) {
    server.kubectl(
        "-n",
        namespace,
        "patch",
        "deployment",
        "users",
        "-p",
        "{\"spec\":{\"template\":{\"metadata\":{\"labels\":{\"app.kubernetes.io/version\":\"%s\"}},\"spec\":{\"containers\":[{\"name\":\"main\",\"image\":\"main:%s\"}]}}}}"
            .formatted(version, version));
  }

  private CanaryReleaseStatus awaitStatus(Predicate<CanaryReleaseStatus> wanted) {
    return await()
        .atMost(LONG)
        .pollInterval(Duration.ofMillis(100))
        .until(this::status, status -> status.filter(wanted).isPresent())
        .orElseThrow();
  }

  private Optional<CanaryReleaseStatus> status() {
    return Optional.ofNullable(
            client.resources(CanaryRelease.class).inNamespace(namespace).withName("users").get())
        .map(CanaryRelease::getStatus)
        .filter(status -> status.phase() != null);
  }
}
