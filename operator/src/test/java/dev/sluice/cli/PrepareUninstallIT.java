package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.v1alpha1.CanaryRelease;
import dev.sluice.operator.Clients;
import dev.sluice.operator.TestCluster;
import dev.sluice.testing.ApiServer;
import dev.sluice.testing.ApiServerExtension;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Before an uninstallation, on a real API server and with the rights that the chart gives. */
@ExtendWith(ApiServerExtension.class)
class PrepareUninstallIT {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final ApiServer server;
  private final TestCluster cluster;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private String namespace;

  PrepareUninstallIT(ApiServer server) {
    this.server = server;
    this.cluster = TestCluster.on(server);
  }

  @BeforeEach
  void namespace() {
    namespace = server.createNamespace("leave");
  }

  @Test
  void noneExists() throws InterruptedException {
    assertThat(run(false, false, LONG)).isEqualTo(UninstallPreparation.READY);
    assertThat(run(true, true, LONG)).isEqualTo(UninstallPreparation.READY);
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void thoseThatExistAreNamedAndStay() throws InterruptedException {
    create("users", "");
    create("cart", "");
    assertThat(run(false, false, LONG)).isEqualTo(UninstallPreparation.NOT_READY);
    assertThat(err.toString())
        .startsWith("error: 2 CanaryReleases exist: %1$s/cart, %1$s/users. ".formatted(namespace))
        .contains("kubectl -n " + namespace + " delete canaryreleases --all\n");
    assertThat(release("users").getMetadata().getDeletionTimestamp()).isNull();
  }

  @Test
  void allNamespacesAreSearchedWhereTheInstallationManagesAll() {
    create("users", "");
    try (KubernetesClient sluice = Clients.noRetryClient(cluster.asSluice())) {
      int status =
          preparation(Set.of(), LONG)
              .check(sluice, new PrintWriter(out, true), new PrintWriter(err, true));
      assertThat(status).isEqualTo(UninstallPreparation.NOT_READY);
      assertThat(err.toString()).contains("delete canaryreleases --all --all-namespaces");
    }
  }

  @Test
  void givingBackWaitsForTheOperator() throws Exception {
    create("users", "sluice.dev/release");
    create("cart", "sluice.dev/release");
    CompletableFuture<Void> operator =
        CompletableFuture.runAsync(
            () -> {
              removeFinalizer("cart");
              removeFinalizer("users");
            });
    assertThat(run(true, true, LONG)).as(err.toString()).isEqualTo(UninstallPreparation.READY);
    operator.get(1, TimeUnit.SECONDS);
    assertThat(out.toString().lines())
        .containsExactlyInAnyOrder(
            namespace + "/cart is gone", namespace + "/users is gone", "No CanaryReleases exist.");
    assertThat(release("users")).isNull();
  }

  @Test
  void whatIsLeftAfterTheTimeoutIsNamed() throws InterruptedException {
    create("users", "sluice.dev/release");
    create("cart", "");
    server.kubectl(
        "-n",
        namespace,
        "patch",
        "canaryrelease",
        "users",
        "--subresource=status",
        "--type=merge",
        "-p",
        "{\"status\": {\"phase\": \"RollingBack\", \"message\": \"Rolling back 1.5.0\"}}");
    assertThat(run(true, true, Duration.ofSeconds(2))).isEqualTo(UninstallPreparation.NOT_READY);
    assertThat(out.toString().lines()).containsExactly(namespace + "/cart is gone");
    assertThat(err.toString())
        .startsWith("error: after ")
        .contains(
            "s, 1 CanaryRelease exists:\n",
            "  " + namespace + "/users: RollingBack, Rolling back 1.5.0\n")
        .contains("No operator is running");
    removeFinalizer("users");
    assertThat(run(true, true, LONG)).as("again").isEqualTo(UninstallPreparation.READY);
  }

  @Test
  void withoutTheRightNothingIsAwaited() throws InterruptedException {
    create("users", "");
    assertThat(run(true, false, LONG)).isEqualTo(UninstallPreparation.NOT_READY);
    assertThat(err.toString())
        .contains(
            "/users: deletion was rejected: canaryreleases.sluice.dev \"users\" is forbidden");
  }

  @Test
  void oneThatWasReplacedMeanwhileIsNotDeleted() {
    create("users", "");
    ManagedReleases releases = new ManagedReleases(server.client(), Set.of(namespace));
    ManagedRelease before = releases.list().get(0);
    server.kubectl("-n", namespace, "delete", "canaryrelease", "users");
    create("users", "");
    assertThat(releases.delete(before)).isEmpty();
    assertThat(release("users").getMetadata().getDeletionTimestamp()).isNull();
    assertThat(releases.list()).hasSize(1);
  }

  private int run(boolean giveBack, boolean mayDelete, Duration timeout)
      throws InterruptedException {
    UninstallPreparation preparation = preparation(Set.of(namespace), timeout);
    PrintWriter outWriter = new PrintWriter(out, true);
    PrintWriter errWriter = new PrintWriter(err, true);
    try (KubernetesClient sluice =
        Clients.noRetryClient(
            cluster.asSluice(
                "sluice-leaves",
                "--set=pausePolicy.install=false",
                "--set=uninstall.giveBack=" + mayDelete,
                "--set=namespaces={" + namespace + "}"))) {
      return giveBack
          ? preparation.giveBack(sluice, outWriter, errWriter)
          : preparation.check(sluice, outWriter, errWriter);
    }
  }

  private static UninstallPreparation preparation(Set<String> namespaces, Duration timeout) {
    return new UninstallPreparation(
        namespaces, timeout, "sluice-system", "sluice-leaves", Optional.empty());
  }

  private void create(String name, String finalizer) {
    cluster.create(
        namespace,
        """
        apiVersion: sluice.dev/v1alpha1
        kind: CanaryRelease
        metadata: {name: %1$s, finalizers: [%2$s]}
        spec: {target: {deployment: %1$s}}
        """
            .formatted(name, finalizer));
  }

  /** What the operator does when it has removed its objects. */
  private void removeFinalizer(String name) {
    while (release(name).getMetadata().getDeletionTimestamp() == null) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
    server.kubectl(
        "-n",
        namespace,
        "patch",
        "canaryrelease",
        name,
        "--type=merge",
        "-p",
        "{\"metadata\": {\"finalizers\": null}}");
  }

  private CanaryRelease release(String name) {
    return server
        .client()
        .resources(CanaryRelease.class)
        .inNamespace(namespace)
        .withName(name)
        .get();
  }
}
