package dev.sluice.controller;

import dev.sluice.common.ResourceKind;
import dev.sluice.traffic.Mesh;
import dev.sluice.workload.AutoscalerView;
import dev.sluice.workload.EntryKinds;
import dev.sluice.workload.Labels;
import dev.sluice.workload.ServiceView;
import dev.sluice.workload.WorkloadKinds;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * By what the objects in the informers' caches are found. A key is {@code namespace/name}, unless
 * it says otherwise.
 */
final class CacheIndexes {
  /** The CanaryRelease, Deployment or Service that an object belongs to. */
  static final String BY_PARENT = "parent";

  /** The Services whose host a route configures; {@link #ANY_HOST} for a wildcard. */
  static final String BY_HOST = "host";

  /** The Services to whose subsets a route sends requests. */
  static final String BY_SUBSET = "subset";

  /** The Services that a route or an entry of the cluster sends requests to. */
  static final String BY_DESTINATION = "destination";

  /** One label that a Service asks for, as {@code namespace/label=value}. */
  static final String BY_SELECTOR = "selector";

  /** The namespace of a policy for pods, as its name alone. */
  static final String BY_NAMESPACE = "policies";

  static final String ANY_HOST = "*";

  private final Mesh mesh;
  private final UntypedObjects untyped;

  CacheIndexes(Mesh mesh, UntypedObjects untyped) {
    this.mesh = mesh;
    this.untyped = untyped;
  }

  /** The indexes of objects of a kind. */
  Map<String, Function<GenericKubernetesResource, List<String>>> of(ResourceKind kind) {
    return Map.of(
        BY_PARENT, object -> parents(kind, object),
        BY_HOST, object -> hosts(kind, object, mesh.router()::hosts),
        BY_SUBSET, object -> subsets(kind, object),
        BY_DESTINATION, object -> destinations(kind, object),
        BY_SELECTOR, object -> selectors(kind, object),
        BY_NAMESPACE, object -> namespaces(kind, object));
  }

  List<String> parents(ResourceKind kind, GenericKubernetesResource object) {
    if (kind.equals(WorkloadKinds.DEPLOYMENT)) {
      return keys(object, label(object, Labels.RELEASE));
    }
    if (kind.equals(WorkloadKinds.REPLICA_SET)) {
      return keys(object, owner(object, WorkloadKinds.DEPLOYMENT.kind()));
    }
    if (kind.equals(WorkloadKinds.AUTOSCALER)) {
      return keys(object, Optional.of(AutoscalerView.deployment(untyped.of(kind, object))));
    }
    return kind.equals(WorkloadKinds.ENDPOINT_SLICE)
        ? keys(object, label(object, "kubernetes.io/service-name"))
        : List.of();
  }

  /** The Services to whose subsets a route sends requests. */
  List<String> subsets(ResourceKind kind, GenericKubernetesResource object) {
    return hosts(kind, object, mesh.router()::subsetHosts);
  }

  /** The Services that an object sends requests to. */
  List<String> destinations(ResourceKind kind, GenericKubernetesResource object) {
    return EntryKinds.ALL.contains(kind)
        ? EntryKinds.services(kind, untyped.of(kind, object))
        : hosts(kind, object, mesh.router()::destinationHosts);
  }

  /** A Service that selects pods asks for this label of theirs, and maybe for others. */
  private List<String> selectors(ResourceKind kind, GenericKubernetesResource object) {
    if (!kind.equals(WorkloadKinds.SERVICE)) {
      return List.of();
    }
    return new TreeMap<>(new ServiceView(untyped.of(kind, object)).selector())
        .entrySet().stream()
            .limit(1)
            .map(label -> selector(object.getMetadata().getNamespace(), label))
            .toList();
  }

  private List<String> namespaces(ResourceKind kind, GenericKubernetesResource object) {
    return kind.equals(mesh.mutualTls().policyKind())
        ? List.of(object.getMetadata().getNamespace())
        : List.of();
  }

  static String selector(String namespace, Map.Entry<String, String> label) {
    return namespace + "/" + label.getKey() + "=" + label.getValue();
  }

  /** A host of no Service gives a key that is never looked up. */
  private List<String> hosts(
      ResourceKind kind,
      GenericKubernetesResource object,
      BiFunction<ResourceKind, Map<String, Object>, List<String>> written) {
    if (!mesh.router().kinds().containsKey(kind)) {
      return List.of();
    }
    String home = object.getMetadata().getNamespace();
    return written.apply(kind, object.getAdditionalProperties()).stream()
        .map(host -> host(host, home))
        .distinct()
        .toList();
  }

  /** The index key of a host that a route in the namespace {@code home} names. */
  static String host(String host, String home) {
    if (host.startsWith(ANY_HOST)) {
      return ANY_HOST;
    }
    String[] labels = host.split("\\.", 3);
    return (labels.length == 1 ? home : labels[1]) + "/" + labels[0];
  }

  /** The key of an object of this name beside another one. */
  static List<String> keys(GenericKubernetesResource object, Optional<String> name) {
    return name.map(text -> List.of(object.getMetadata().getNamespace() + "/" + text))
        .orElse(List.of());
  }

  static Optional<String> label(GenericKubernetesResource object, String label) {
    return Optional.ofNullable(object.getMetadata().getLabels()).map(labels -> labels.get(label));
  }

  private static Optional<String> owner(GenericKubernetesResource object, String kind) {
    return object.getMetadata().getOwnerReferences().stream()
        .filter(owner -> owner.getKind().equals(kind))
        .map(OwnerReference::getName)
        .findFirst();
  }
}
