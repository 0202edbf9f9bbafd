package dev.sluice.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.api.v1alpha1.CanaryRelease;
import dev.sluice.api.v1alpha1.CanaryReleaseStatus;
import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.cli.EnvironmentConfig;
import dev.sluice.metrics.prometheus.FakePrometheus;
import dev.sluice.testing.ApiServer;
import dev.sluice.testing.ApiServerExtension;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** The whole operator on a real API server, with the rights that the chart gives and no others. */
@ExtendWith(ApiServerExtension.class)
abstract class ReconcileFixture {
  static final Duration LONG = Duration.ofMinutes(4);
  private static final String STEPS =
      "[{name: some, weight: 20, duration: 4s, until: Elapsed},"
          + " {name: half, weight: 50, duration: 2s, until: Elapsed},"
          + " {name: all, weight: 100, duration: 2s}]";

  final ApiServer server;
  final TestCluster cluster;
  final KubernetesClient client;
  String namespace;
  FakePrometheus prometheus;
  private PlayedControllers controllers;
  RunningOperator operator;
  private final List<String> failures = new CopyOnWriteArrayList<>();

  ReconcileFixture(ApiServer server) {
    this.server = server;
    this.cluster = TestCluster.on(server);
    this.client = server.client();
  }

  /** An operator in its own thread. */
  record RunningOperator(OperatorProcess process, Thread thread) implements AutoCloseable {
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

  RunningOperator start(Config connection) throws IOException {
    return start(connection, "sluice");
  }

  /** An operator of the installation whose Lease has this name. */
  RunningOperator start(Config connection, String lease) throws IOException {
    return start(connection, lease, Map.of());
  }

  /** Changes the CanaryRelease by a merge patch. */
  void patchRelease(String json) {
    server.kubectl("-n", namespace, "patch", "crel", "users", "--type=merge", "-p", json);
  }

  /** An operator with more variables in its environment. */
  RunningOperator start(Config connection, String lease, Map<String, String> more)
      throws IOException {
    Map<String, String> environment =
        new HashMap<>(
            Map.of(
                "SLUICE_PROMETHEUS_URL",
                prometheus.address().toString(),
                "SLUICE_SAMPLING_STEP",
                "1s",
                "SLUICE_SAMPLING_LAG",
                "0s",
                "SLUICE_PLAINTEXT_WINDOW",
                "30s",
                "SLUICE_LEASE_NAMESPACE",
                TestCluster.SYSTEM,
                "SLUICE_LEASE_NAME",
                lease,
                "SLUICE_SERVICE_ACCOUNT",
                TestCluster.USER,
                "SLUICE_PAUSE_POLICY",
                TestCluster.PAUSE_POLICY,
                "SLUICE_HTTP_PORT",
                "0"));
    environment.putAll(more);
    OperatorProcess process =
        new OperatorProcess(
            EnvironmentConfig.read(environment),
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

  static int weight(CanaryReleaseStatus status) {
    return status.release() == null
            || status.release().step() == null
            || status.release().step().weight() == null
        ? 0
        : status.release().step().weight();
  }

  Deployment deployment() {
    return client.apps().deployments().inNamespace(namespace).withName("users").get();
  }

  Predicate<CanaryReleaseStatus> ended(Outcome outcome, String version) {
    return status ->
        status.release() != null
            && status.release().outcome() == outcome
            && status.release().version().equals(version);
  }

  List<Long> weights() {
    GenericKubernetesResource virtualService =
        client
            .genericKubernetesResources(MeshKinds.context("VirtualService"))
            .inNamespace(namespace)
            .withName("users")
            .get();
    int canary = MeshKinds.weight(virtualService);
    return List.of(100L - canary, (long) canary);
  }

  void changeTo(String version) {
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

  CanaryReleaseStatus awaitStatus(Predicate<CanaryReleaseStatus> wanted) {
    return await()
        .atMost(LONG)
        .pollInterval(Duration.ofMillis(100))
        .until(this::status, status -> status.filter(wanted).isPresent())
        .orElseThrow();
  }

  Optional<CanaryReleaseStatus> status() {
    return Optional.ofNullable(
            client.resources(CanaryRelease.class).inNamespace(namespace).withName("users").get())
        .map(CanaryRelease::getStatus)
        .filter(status -> status.phase() != null);
  }
}
