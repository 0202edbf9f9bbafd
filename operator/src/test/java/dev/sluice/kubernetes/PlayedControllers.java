package dev.sluice.kubernetes;

import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatusBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Plays the Deployment and EndpointSlice controllers in one namespace of an API server that has
 * none: ReplicaSets per template unless paused, status, and ready endpoints of pods that come and
 * go at once.
 */
final class PlayedControllers implements AutoCloseable {
  private static final String HASH = "pod-template-hash";

  private final KubernetesClient client;
  private final String namespace;
  private final String service;
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();

  PlayedControllers(KubernetesClient client, String namespace, String service) {
    this.client = client;
    this.namespace = namespace;
    this.service = service;
    Future<?> unused = thread.scheduleWithFixedDelay(this::turn, 0, 100, TimeUnit.MILLISECONDS);
  }

  private void turn() {
    try {
      List<Deployment> deployments =
          client.apps().deployments().inNamespace(namespace).list().getItems();
      List<ReplicaSet> sets = client.apps().replicaSets().inNamespace(namespace).list().getItems();
      collectGarbage(deployments, sets);
      for (Deployment deployment : deployments) {
        roll(deployment, sets.stream().filter(set -> owned(set, deployment)).toList());
      }
      client.apps().replicaSets().inNamespace(namespace).list().getItems().forEach(this::ready);
      endpoints();
    } catch (KubernetesClientException e) {
      // A conflict with the operator: the next turn sees it.
      if (e.getCode() != 409) {
        System.out.println("played controllers: " + e.getMessage());
      }
    }
  }

  private static boolean owned(ReplicaSet set, Deployment deployment) {
    return set.getMetadata().getOwnerReferences().stream()
        .anyMatch(owner -> owner.getUid().equals(deployment.getMetadata().getUid()));
  }

  private void collectGarbage(List<Deployment> deployments, List<ReplicaSet> sets) {
    sets.stream()
        .filter(set -> deployments.stream().noneMatch(deployment -> owned(set, deployment)))
        .forEach(set -> client.apps().replicaSets().resource(set).delete());
  }

  private void roll(Deployment deployment, List<ReplicaSet> sets) {
    boolean paused = Boolean.TRUE.equals(deployment.getSpec().getPaused());
    int replicas = deployment.getSpec().getReplicas();
    ReplicaSet current =
        sets.stream().filter(set -> same(set, deployment)).findFirst().orElse(null);
    if (current == null && !paused) {
      current = client.apps().replicaSets().resource(replicaSet(deployment)).create();
    }
    if (!paused) {
      for (ReplicaSet set : sets) {
        boolean isCurrent = set.getMetadata().getName().equals(current.getMetadata().getName());
        scale(set, isCurrent ? replicas : 0);
      }
    } else if (current == null || current.getSpec().getReplicas() == 0) {
      sets.stream()
          .filter(set -> set.getSpec().getReplicas() > 0)
          .forEach(set -> scale(set, replicas));
    } else {
      scale(current, replicas);
    }
    int updated = current == null ? 0 : paused ? current.getSpec().getReplicas() : replicas;
    var status =
        new DeploymentStatusBuilder()
            .withObservedGeneration(deployment.getMetadata().getGeneration())
            .withReplicas(replicas)
            .withUpdatedReplicas(updated)
            .withReadyReplicas(replicas)
            .withAvailableReplicas(replicas)
            .build();
    if (!status.equals(deployment.getStatus())) {
      deployment.setStatus(status);
      client.apps().deployments().resource(deployment).updateStatus();
    }
  }

  private void scale(ReplicaSet set, int replicas) {
    if (set.getSpec().getReplicas() != replicas) {
      client
          .apps()
          .replicaSets()
          .resource(set)
          .edit(
              old ->
                  new ReplicaSetBuilder(old).editSpec().withReplicas(replicas).endSpec().build());
    }
  }

  /** All pods that are wanted are there and available. */
  private void ready(ReplicaSet set) {
    int replicas = set.getSpec().getReplicas();
    var status =
        new ReplicaSetStatusBuilder()
            .withObservedGeneration(set.getMetadata().getGeneration())
            .withReplicas(replicas)
            .withFullyLabeledReplicas(replicas)
            .withReadyReplicas(replicas)
            .withAvailableReplicas(replicas)
            .build();
    if (!status.equals(set.getStatus())) {
      set.setStatus(status);
      client.apps().replicaSets().resource(set).updateStatus();
    }
  }

  private static boolean same(ReplicaSet set, Deployment deployment) {
    PodTemplateSpec template = new PodTemplateSpecBuilder(set.getSpec().getTemplate()).build();
    template.getMetadata().getLabels().remove(HASH);
    return template.equals(deployment.getSpec().getTemplate());
  }

  private static ReplicaSet replicaSet(Deployment deployment) {
    String hash = Integer.toHexString(deployment.getSpec().getTemplate().hashCode());
    return new ReplicaSetBuilder()
        .withNewMetadata()
        .withNamespace(deployment.getMetadata().getNamespace())
        .withName(deployment.getMetadata().getName() + "-" + hash)
        .withLabels(deployment.getSpec().getTemplate().getMetadata().getLabels())
        .addToLabels(HASH, hash)
        .withOwnerReferences(
            new OwnerReferenceBuilder()
                .withApiVersion("apps/v1")
                .withKind("Deployment")
                .withName(deployment.getMetadata().getName())
                .withUid(deployment.getMetadata().getUid())
                .withController(true)
                .build())
        .endMetadata()
        .withNewSpec()
        .withReplicas(deployment.getSpec().getReplicas())
        .withNewSelector()
        .withMatchLabels(deployment.getSpec().getSelector().getMatchLabels())
        .addToMatchLabels(HASH, hash)
        .endSelector()
        .withTemplate(
            new PodTemplateSpecBuilder(deployment.getSpec().getTemplate())
                .editMetadata()
                .addToLabels(HASH, hash)
                .endMetadata()
                .build())
        .endSpec()
        .build();
  }

  private void endpoints() {
    List<Endpoint> endpoints = new ArrayList<>();
    for (ReplicaSet set : client.apps().replicaSets().inNamespace(namespace).list().getItems()) {
      for (int i = 0; i < set.getSpec().getReplicas(); i++) {
        endpoints.add(
            new EndpointBuilder()
                .withAddresses("10.1.%d.%d".formatted(endpoints.size(), i + 1))
                .withNewConditions()
                .withReady(true)
                .endConditions()
                .withTargetRef(
                    new ObjectReferenceBuilder()
                        .withKind("Pod")
                        .withNamespace(namespace)
                        .withName(set.getMetadata().getName() + "-pod" + i)
                        .build())
                .build());
      }
    }
    EndpointSlice slice =
        new EndpointSliceBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withName(service + "-1")
            .withLabels(Map.of("kubernetes.io/service-name", service))
            .endMetadata()
            .withAddressType("IPv4")
            .withEndpoints(endpoints)
            .build();
    client.discovery().v1().endpointSlices().resource(slice).forceConflicts().serverSideApply();
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
