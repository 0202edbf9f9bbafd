package dev.sluice.controller;

import dev.sluice.api.v1alpha1.CanaryRelease;
import dev.sluice.common.Unstructured;
import dev.sluice.traffic.istio.HostConflicts;
import dev.sluice.workload.Labels;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The informers' caches, and which CanaryReleases an object in them matters to. Objects are handed
 * out as plain maps and are never changed.
 */
final class InformerCaches {
  private static final String BY_DEPLOYMENT = "deployment";
  private static final String BY_SERVICE = "service";
  private static final String BY_PARENT = "parent";
  private static final String BY_HOST = "host";
  private static final String ANY_HOST = "*";

  private final IndexerResourceCache<CanaryRelease> releases;
  private final Map<ResourceKind, InformerEventSource<GenericKubernetesResource, CanaryRelease>>
      informers = new EnumMap<>(ResourceKind.class);
  private final UntypedObjects plain;

  InformerCaches(EventSourceContext<CanaryRelease> context) {
    this.releases = context.getPrimaryCache();
    this.plain = new UntypedObjects(context.getClient().getKubernetesSerialization());
    releases.addIndexers(
        Map.of(
            BY_DEPLOYMENT, release -> List.of(key(release, SpecTargets.deployment(release))),
            BY_SERVICE, release -> List.of(key(release, SpecTargets.service(release)))));
    // A store belongs to one informer; there is one for each namespace that is named.
    boolean oneInformer =
        context.getControllerConfiguration().getInformerConfig().watchAllNamespaces()
            || context.getControllerConfiguration().getInformerConfig().getNamespaces().size() == 1;
    for (ResourceKind kind : ResourceKind.values()) {
      InformerEventSourceConfiguration.Builder<GenericKubernetesResource> configuration =
          InformerEventSourceConfiguration.from(kind.groupVersionKind(), CanaryRelease.class)
              .withName(kind.plural())
              .withSecondaryToPrimaryMapper(object -> concerned(kind, object))
              // Secondaries are looked up by name: no index from one to the other is kept.
              .withPrimaryToSecondaryMapper((CanaryRelease release) -> Set.of());
      if (oneInformer) {
        configuration.withItemStore(new PrunedStore());
      }
      InformerEventSource<GenericKubernetesResource, CanaryRelease> informer =
          new InformerEventSource<>(configuration.build(), context);
      informer.addIndexers(
          Map.of(
              BY_PARENT, object -> parents(kind, object), BY_HOST, object -> hosts(kind, object)));
      informers.put(kind, informer);
    }
  }

  List<EventSource<?, CanaryRelease>> eventSources() {
    return new ArrayList<>(informers.values());
  }

  Optional<Map<String, Object>> get(ResourceKind kind, String namespace, String name) {
    return informers.get(kind).get(new ResourceID(name, namespace)).map(plain(kind));
  }

  /** Deployments that a CanaryRelease made. */
  List<Map<String, Object>> canaries(String namespace, String release) {
    return byParent(ResourceKind.DEPLOYMENT, namespace, release);
  }

  List<Map<String, Object>> replicaSets(String namespace, String deployment) {
    return byParent(ResourceKind.REPLICA_SET, namespace, deployment);
  }

  List<Map<String, Object>> endpointSlices(String namespace, String service) {
    return byParent(ResourceKind.ENDPOINT_SLICE, namespace, service);
  }

  /** VirtualServices and DestinationRules that may claim the Service's host, some of them twice. */
  Stream<Map<String, Object>> perhapsClaiming(String namespace, String service) {
    return Stream.of(ResourceKind.VIRTUAL_SERVICE, ResourceKind.DESTINATION_RULE)
        .flatMap(
            kind ->
                Stream.of(namespace + "/" + service, ANY_HOST)
                    .flatMap(host -> informers.get(kind).byIndex(BY_HOST, host).stream())
                    .map(plain(kind)));
  }

  boolean exists(ResourceID release) {
    return releases.contains(release);
  }

  /** CanaryReleases of the Deployment, and those of the Service. */
  Stream<CanaryRelease> releases(String namespace, String deployment, String service) {
    return Stream.concat(
        releases.byIndex(BY_DEPLOYMENT, namespace + "/" + deployment).stream(),
        releases.byIndex(BY_SERVICE, namespace + "/" + service).stream());
  }

  private List<Map<String, Object>> byParent(ResourceKind kind, String namespace, String parent) {
    return informers.get(kind).byIndex(BY_PARENT, namespace + "/" + parent).stream()
        .map(plain(kind))
        .toList();
  }

  private Function<GenericKubernetesResource, Map<String, Object>> plain(ResourceKind kind) {
    return object -> plain.of(kind, object);
  }

  // What an object belongs to, and whom it concerns

  private static List<String> parents(ResourceKind kind, GenericKubernetesResource object) {
    return switch (kind) {
      case DEPLOYMENT -> keys(object, label(object, Labels.RELEASE));
      case REPLICA_SET -> keys(object, owner(object, ResourceKind.DEPLOYMENT.kind()));
      case ENDPOINT_SLICE -> keys(object, label(object, "kubernetes.io/service-name"));
      default -> List.of();
    };
  }

  /**
   * The Services whose hosts a rule names, as {@code namespace/name}; every wildcard is kept as
   * one. What is no Service's host gives keys that nobody looks for.
   */
  private static List<String> hosts(ResourceKind kind, GenericKubernetesResource object) {
    Map<String, Object> rule = object.getAdditionalProperties();
    Stream<String> hosts =
        switch (kind) {
          case VIRTUAL_SERVICE ->
              Unstructured.list(rule, "spec", "hosts").stream().map(String::valueOf);
          case DESTINATION_RULE -> Stream.of(Unstructured.text(rule, "spec", "host"));
          default -> Stream.empty();
        };
    String home = object.getMetadata().getNamespace();
    return hosts.map(host -> host(host, home)).distinct().toList();
  }

  /** Under which key a host is kept that a rule in the namespace {@code home} names. */
  static String host(String host, String home) {
    if (host.startsWith(ANY_HOST)) {
      return ANY_HOST;
    }
    String[] labels = host.split("\\.", 3);
    return (labels.length == 1 ? home : labels[1]) + "/" + labels[0];
  }

  private Set<ResourceID> concerned(ResourceKind kind, GenericKubernetesResource object) {
    Set<ResourceID> concerned = new HashSet<>();
    label(object, Labels.RELEASE)
        .map(release -> new ResourceID(release, object.getMetadata().getNamespace()))
        .ifPresent(concerned::add);
    owner(object, CanaryRelease.class.getSimpleName())
        .map(release -> new ResourceID(release, object.getMetadata().getNamespace()))
        .ifPresent(concerned::add);
    switch (kind) {
      case DEPLOYMENT -> add(concerned, BY_DEPLOYMENT, keys(object, name(object)));
      case REPLICA_SET -> add(concerned, BY_DEPLOYMENT, parents(kind, object));
      case SERVICE -> add(concerned, BY_SERVICE, keys(object, name(object)));
      case ENDPOINT_SLICE -> add(concerned, BY_SERVICE, parents(kind, object));
      case VIRTUAL_SERVICE, DESTINATION_RULE -> claimed(kind, object).forEach(concerned::add);
      case PEER_AUTHENTICATION -> {}
    }
    return concerned;
  }

  private void add(Set<ResourceID> concerned, String index, Collection<String> keys) {
    keys.stream()
        .flatMap(key -> releases.byIndex(index, key).stream())
        .map(ResourceID::fromResource)
        .forEach(concerned::add);
  }

  private Stream<ResourceID> claimed(ResourceKind kind, GenericKubernetesResource object) {
    Map<String, Object> rule = plain.of(kind, object);
    return releases
        .list()
        .filter(
            release ->
                HostConflicts.claims(
                    rule, SpecTargets.service(release), release.getMetadata().getNamespace()))
        .map(ResourceID::fromResource);
  }

  private static Optional<String> name(GenericKubernetesResource object) {
    return Optional.of(object.getMetadata().getName());
  }

  private static Optional<String> label(GenericKubernetesResource object, String label) {
    return Optional.ofNullable(object.getMetadata().getLabels()).map(labels -> labels.get(label));
  }

  private static Optional<String> owner(GenericKubernetesResource object, String kind) {
    return object.getMetadata().getOwnerReferences().stream()
        .filter(owner -> owner.getKind().equals(kind))
        .map(OwnerReference::getName)
        .findFirst();
  }

  private static List<String> keys(GenericKubernetesResource object, Optional<String> name) {
    return name.map(text -> List.of(object.getMetadata().getNamespace() + "/" + text))
        .orElse(List.of());
  }

  private static String key(CanaryRelease release, String name) {
    return release.getMetadata().getNamespace() + "/" + name;
  }
}
