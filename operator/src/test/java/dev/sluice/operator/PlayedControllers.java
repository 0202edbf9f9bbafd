package dev.sluice.operator;

import static java.util.stream.Collectors.groupingBy;

import io.fabric8.kubernetes.api.model.ObjectMeta;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Plays the Deployment and EndpointSlice controllers in one namespace of an API server that has
 * none: ReplicaSets per template unless paused, status, and ready endpoints of pods that come and
 * go at once. Pods belong to the Service that their label {@code app} names.
 */
final class PlayedControllers implements AutoCloseable {
  private static final String APP = "app";
  private static final String HASH = "pod-template-hash";

  private final KubernetesClient client;
  private final String namespace;
  private final Map<String, EndpointSlice> slices = new HashMap<>();
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();

  PlayedControllers(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
    Future<?> unused = thread.scheduleWithFixedDelay(this::turn, 0, 100, TimeUnit.MILLISECONDS);
  }

  private void turn() {
    try {
      List<Deployment> deployments =
          client.apps().deployments().inNamespace(namespace).list().getItems();
      List<ReplicaSet> sets = client.apps().replicaSets().inNamespace(namespace).list().getItems();
      collectGarbage(deployments, sets);
      Map<String, List<ReplicaSet>> ofService =
          sets.stream().collect(groupingBy(set -> app(set.getMetadata())));
      deployments.stream()
          .collect(groupingBy(deployment -> app(deployment.getSpec().getTemplate().getMetadata())))
          .forEach(
              (service, all) -> turn(service, all, ofService.getOrDefault(service, List.of())));
    } catch (KubernetesClientException e) {
      said(e);
    }
  }

  /** Pods are endpoints before a Deployment is said to be complete. */
  private void turn(String service, List<Deployment> deployments, List<ReplicaSet> known) {
    try {
      List<ReplicaSet> sets = known;
      boolean changed = false;
      for (Deployment deployment : deployments) {
        changed |= roll(deployment, known.stream().filter(set -> owned(set, deployment)).toList());
      }
      if (changed) {
        sets =
            client
                .apps()
                .replicaSets()
                .inNamespace(namespace)
                .withLabel(APP, service)
                .list()
                .getItems();
      }
      slice(service, sets);
      sets.forEach(this::ready);
      for (Deployment deployment : deployments) {
        status(deployment, sets.stream().filter(set -> owned(set, deployment)).toList());
      }
    } catch (KubernetesClientException e) {
      said(e);
    }
  }

  /** A conflict with the operator is nothing to tell: the next turn sees what it did. */
  private void said(KubernetesClientException e) {
    if (e.getCode() != 409 && !thread.isShutdown()) {
      System.out.println("played controllers: " + e.getMessage());
    }
  }

  private static String app(ObjectMeta metadata) {
    return metadata.getLabels().get(APP);
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

  /** Makes and scales ReplicaSets; returns whether there was something to do. */
  private boolean roll(Deployment deployment, List<ReplicaSet> sets) {
    boolean paused = Boolean.TRUE.equals(deployment.getSpec().getPaused());
    int replicas = deployment.getSpec().getReplicas();
    Optional<ReplicaSet> current = current(deployment, sets);
    boolean changed = false;
    if (current.isEmpty() && !paused) {
      client.apps().replicaSets().resource(replicaSet(deployment)).create();
      changed = true;
    }
    boolean kept = paused && current.filter(set -> set.getSpec().getReplicas() > 0).isEmpty();
    for (ReplicaSet set : sets) {
      if (kept) {
        changed |= set.getSpec().getReplicas() > 0 && scale(set, replicas);
      } else if (current.filter(set::equals).isPresent()) {
        changed |= scale(set, replicas);
      } else if (!paused) {
        changed |= scale(set, 0);
      }
    }
    return changed;
  }

  private static Optional<ReplicaSet> current(Deployment deployment, List<ReplicaSet> sets) {
    return sets.stream().filter(set -> same(set, deployment)).findFirst();
  }

  private void status(Deployment deployment, List<ReplicaSet> sets) {
    int replicas = deployment.getSpec().getReplicas();
    int updated = current(deployment, sets).map(set -> set.getSpec().getReplicas()).orElse(0);
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

  private boolean scale(ReplicaSet set, int replicas) {
    if (set.getSpec().getReplicas() == replicas) {
      return false;
    }
    client
        .apps()
        .replicaSets()
        .resource(set)
        .edit(
            old -> new ReplicaSetBuilder(old).editSpec().withReplicas(replicas).endSpec().build());
    return true;
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

  private Endpoint endpoint(ReplicaSet set, int pod, int number) {
    return new EndpointBuilder()
        .withAddresses("10.1.%d.%d".formatted(number, pod + 1))
        .withNewConditions()
        .withReady(true)
        .endConditions()
        .withTargetRef(
            new ObjectReferenceBuilder()
                .withKind("Pod")
                .withNamespace(namespace)
                .withName(set.getMetadata().getName() + "-pod" + pod)
                .build())
        .build();
  }

  private void slice(String service, List<ReplicaSet> sets) {
    List<Endpoint> endpoints = new ArrayList<>();
    for (ReplicaSet set : sets) {
      for (int i = 0; i < set.getSpec().getReplicas(); i++) {
        endpoints.add(endpoint(set, i, endpoints.size()));
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
    if (!slice.equals(slices.get(service))) {
      client.discovery().v1().endpointSlices().resource(slice).forceConflicts().serverSideApply();
      slices.put(service, slice);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
