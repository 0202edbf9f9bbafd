package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.v1alpha1.CanaryRelease;
import dev.sluice.operator.Clients;
import dev.sluice.operator.TestCluster;
import dev.sluice.testing.ApiServer;
import dev.sluice.testing.ApiServerExtension;
import dev.sluice.workload.DeploymentView;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Why pods are late, from a real API server and with the rights that the chart gives. */
@ExtendWith(ApiServerExtension.class)
class LatePodReaderIT {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final ApiServer server;
  private final TestCluster cluster;

  LatePodReaderIT(ApiServer server) {
    this.server = server;
    this.cluster = TestCluster.on(server);
  }

  @Test
  void theCauseIsAskedForOnceInTenSecondsAndForgottenWhenNothingIsLate() {
    String namespace = server.createNamespace("late");
    CanaryRelease release = new CanaryRelease();
    release.getMetadata().setUid("u");
    Optional<DeploymentView> late =
        Optional.of(
            new DeploymentView(
                Map.of(
                    "metadata", Map.of("name", "users", "namespace", namespace),
                    "spec", Map.of("selector", Map.of("matchLabels", Map.of("app", "users"))))));
    try (KubernetesClient sluice = Clients.noRetryClient(cluster.asSluice())) {
      LatePodReader reader = new LatePodReader(sluice);
      assertThat(reader.follow(release, late, START)).as("no pod says anything").isFalse();
      crash(namespace, "users", "users-1");
      crash(namespace, "other", "other-1");
      assertThat(reader.follow(release, late, START.plusSeconds(5))).as("too soon").isFalse();
      assertThat(reader.cause(release)).isEmpty();
      Instant next = START.plus(Duration.ofSeconds(10));
      assertThat(reader.follow(release, late, next)).as("a cause is found").isTrue();
      assertThat(reader.cause(release))
          .hasValue("container main of pod users-1 ends with exit code 1 (Error)");
      assertThat(reader.follow(release, Optional.empty(), next)).isFalse();
      assertThat(reader.cause(release)).isEmpty();
    }
  }

  private void crash(String namespace, String app, String name) {
    Pod pod =
        new PodBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withName(name)
            .addToLabels("app", app)
            .endMetadata()
            .withNewSpec()
            .addNewContainer()
            .withName("main")
            .withImage("main:1")
            .endContainer()
            .endSpec()
            .build();
    Pod created = server.client().resource(pod).create();
    server
        .client()
        .resource(
            new PodBuilder(created)
                .withNewStatus()
                .addToContainerStatuses(
                    new ContainerStatusBuilder()
                        .withName("main")
                        .withImage("main:1")
                        .withImageID("main")
                        .withReady(false)
                        .withRestartCount(3)
                        .withNewState()
                        .withNewWaiting()
                        .withReason("CrashLoopBackOff")
                        .endWaiting()
                        .endState()
                        .withNewLastState()
                        .withNewTerminated()
                        .withExitCode(1)
                        .withReason("Error")
                        .endTerminated()
                        .endLastState()
                        .build())
                .endStatus()
                .build())
        .updateStatus();
  }
}
