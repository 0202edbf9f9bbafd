package dev.sluice.controller;

import dev.sluice.api.v1alpha1.CanaryRelease;
import dev.sluice.common.ObjectKey;
import dev.sluice.common.ReleaseRef;
import dev.sluice.common.ResourceKind;
import dev.sluice.common.Unstructured;
import dev.sluice.traffic.ManagedObject;
import dev.sluice.traffic.Mesh;
import dev.sluice.workload.DeploymentView;
import dev.sluice.workload.EntryKinds;
import dev.sluice.workload.Labels;
import dev.sluice.workload.ServiceView;
import dev.sluice.workload.WorkloadKinds;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.config.informer.InformerConfiguration;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.GroupVersionKind;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The informers' caches, and the CanaryReleases that an object in them affects. Objects are
 * returned as maps and are never changed.
 */
final class InformerCaches {
  private static final String BY_DEPLOYMENT = "deployment";
  private static final String BY_SERVICE = "service";

  private final IndexerResourceCache<CanaryRelease> releases;
  private final Map<ResourceKind, InformerEventSource<GenericKubernetesResource, CanaryRelease>>
      informers = new LinkedHashMap<>();
  private final UntypedObjects untyped;
  private final CacheIndexes indexes;
  private final Mesh mesh;
  private final boolean meshVisible;

  InformerCaches(EventSourceContext<CanaryRelease> context, Mesh mesh) {
    this.mesh = mesh;
    this.releases = context.getPrimaryCache();
    this.untyped = new UntypedObjects(context.getClient().getKubernetesSerialization());
    this.indexes = new CacheIndexes(mesh, untyped);
    releases.addIndexers(
        Map.of(
            BY_DEPLOYMENT, release -> List.of(key(release, SpecTargets.deployment(release))),
            BY_SERVICE, release -> List.of(key(release, SpecTargets.service(release)))));
    InformerConfiguration<CanaryRelease> watched =
        context.getControllerConfiguration().getInformerConfig();
    this.meshVisible =
        watched.watchAllNamespaces()
            || watched.getNamespaces().contains(mesh.mutualTls().meshNamespace());
    // A store belongs to one informer, and there is one informer for each watched namespace.
    boolean oneInformer = watched.watchAllNamespaces() || watched.getNamespaces().size() == 1;
    List<ResourceKind> kinds = new ArrayList<>(WorkloadKinds.ALL);
    kinds.addAll(mesh.kinds().keySet());
    Stream.concat(EntryKinds.ALL.stream(), Stream.of(mesh.gateways().kind()))
        .filter(kind -> isServed(kind, context.getClient()))
        .forEach(kinds::add);
    for (ResourceKind kind : kinds) {
      InformerEventSourceConfiguration.Builder<GenericKubernetesResource> configuration =
          InformerEventSourceConfiguration.from(
                  new GroupVersionKind(kind.group(), kind.version(), kind.kind()),
                  CanaryRelease.class)
              .withName(kind.plural())
              .withSecondaryToPrimaryMapper(object -> affected(kind, object))
              // Secondaries are looked up by name: no index from one to the other is kept.
              .withPrimaryToSecondaryMapper((CanaryRelease release) -> Set.of());
      if (oneInformer) {
        configuration.withItemStore(new PrunedStore());
      }
      InformerEventSource<GenericKubernetesResource, CanaryRelease> informer =
          new InformerEventSource<>(configuration.build(), context);
      informer.addIndexers(indexes.of(kind));
      informers.put(kind, informer);
    }
  }

  /** Custom resource definitions that are installed later are noticed at the next start. */
  private boolean isServed(ResourceKind kind, KubernetesClient client) {
    boolean optional = EntryKinds.isOptional(kind) || kind.equals(mesh.gateways().kind());
    return !optional || client.supports(kind.apiVersion(), kind.kind());
  }

  List<EventSource<?, CanaryRelease>> eventSources() {
    return new ArrayList<>(informers.values());
  }

  Optional<Map<String, Object>> get(ResourceKind kind, String namespace, String name) {
    return informers.get(kind).get(new ResourceID(name, namespace)).map(untyped(kind));
  }

  /** An object of a kind that is watched, if the cluster serves it. */
  Optional<Map<String, Object>> get(ObjectKey key) {
    return informers.containsKey(key.kind())
        ? get(key.kind(), key.namespace(), key.name())
        : Optional.empty();
  }

  /** Names of the Deployments, in any watched namespace, whose pods have these labels. */
  List<String> deploymentsWith(Map<String, String> podLabels) {
    return informers
        .get(WorkloadKinds.DEPLOYMENT)
        .list(object -> hasPodLabels(object.getAdditionalProperties(), podLabels))
        .map(object -> object.getMetadata().getName())
        .toList();
  }

  private static boolean hasPodLabels(Map<String, Object> deployment, Map<String, String> wanted) {
    return Unstructured.texts(deployment, "spec", "template", "metadata", "labels")
        .entrySet()
        .containsAll(wanted.entrySet());
  }

  /** Canary Deployments of a CanaryRelease. */
  List<Map<String, Object>> canaries(String namespace, String release) {
    return byParent(WorkloadKinds.DEPLOYMENT, namespace, release);
  }

  List<Map<String, Object>> replicaSets(String namespace, String deployment) {
    return byParent(WorkloadKinds.REPLICA_SET, namespace, deployment);
  }

  /** Autoscalers of a Deployment. */
  List<Map<String, Object>> autoscalers(String namespace, String deployment) {
    return byParent(WorkloadKinds.AUTOSCALER, namespace, deployment);
  }

  List<Map<String, Object>> endpointSlices(String namespace, String service) {
    return byParent(WorkloadKinds.ENDPOINT_SLICE, namespace, service);
  }

  /** Objects of the router's kinds that may configure the Service's host, some of them twice. */
  Stream<Map<String, Object>> routesOf(String namespace, String service) {
    return mesh.router().kinds().keySet().stream()
        .flatMap(
            kind ->
                Stream.of(namespace + "/" + service, CacheIndexes.ANY_HOST)
                    .flatMap(
                        host -> informers.get(kind).byIndex(CacheIndexes.BY_HOST, host).stream())
                    .map(untyped(kind)));
  }

  /** Policies that may apply to pods of the namespace, those of the mesh included. */
  Stream<Map<String, Object>> policies(String namespace) {
    ResourceKind kind = mesh.mutualTls().policyKind();
    return Stream.of(namespace, mesh.mutualTls().meshNamespace())
        .distinct()
        .flatMap(home -> informers.get(kind).byIndex(CacheIndexes.BY_NAMESPACE, home).stream())
        .map(untyped(kind));
  }

  /** Whether policies of the mesh are among those of {@link #policies}, where there are some. */
  boolean isMeshVisible() {
    return meshVisible;
  }

  /** Objects of the router's kinds that send requests to a subset of the Service's host. */
  Stream<ObjectKey> routesToSubsets(String namespace, String service) {
    return mesh.router().kinds().keySet().stream()
        .flatMap(
            kind ->
                informers
                    .get(kind)
                    .byIndex(CacheIndexes.BY_SUBSET, namespace + "/" + service)
                    .stream()
                    .map(GenericKubernetesResource::getMetadata)
                    .map(route -> new ObjectKey(kind, route.getNamespace(), route.getName())));
  }

  /** Routes and entries of the cluster that send requests to the Service, some of them twice. */
  Stream<Map<String, Object>> entriesTo(String namespace, String service) {
    return informers.entrySet().stream()
        .flatMap(
            informer ->
                informer
                    .getValue()
                    .byIndex(CacheIndexes.BY_DESTINATION, namespace + "/" + service)
                    .stream()
                    .map(untyped(informer.getKey())));
  }

  /** Services other than {@code service} that select pods with these labels. */
  Stream<Map<String, Object>> otherServices(
      String namespace, String service, Map<String, String> labels) {
    return labels.entrySet().stream()
        .flatMap(
            label ->
                informers
                    .get(WorkloadKinds.SERVICE)
                    .byIndex(CacheIndexes.BY_SELECTOR, CacheIndexes.selector(namespace, label))
                    .stream())
        .filter(other -> !other.getMetadata().getName().equals(service))
        .map(untyped(WorkloadKinds.SERVICE))
        .filter(other -> new ServiceView(other).selects(labels));
  }

  /** CanaryReleases of which there are objects that move requests or get them, as often. */
  Stream<ReleaseRef> referred() {
    return informers.entrySet().stream()
        .filter(
            entry ->
                entry.getKey().equals(WorkloadKinds.DEPLOYMENT)
                    || mesh.router().kinds().containsKey(entry.getKey()))
        .flatMap(
            entry ->
                entry
                    .getValue()
                    .list(object -> CacheIndexes.label(object, Labels.RELEASE).isPresent())
                    .map(untyped(entry.getKey())))
        .filter(InformerCaches::hasOurName)
        .flatMap(object -> ManagedObject.release(object).stream());
  }

  /** A copy has another name. */
  private static boolean hasOurName(Map<String, Object> object) {
    String name = Unstructured.text(object, "metadata", "name");
    DeploymentView canary = new DeploymentView(object);
    return ManagedObject.release(object)
        .filter(
            release ->
                name.equals(release.name())
                    || name.equals(Labels.canary(release.deployment(), canary.revision())))
        .isPresent();
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
    return informers.get(kind).byIndex(CacheIndexes.BY_PARENT, namespace + "/" + parent).stream()
        .map(untyped(kind))
        .toList();
  }

  private Function<GenericKubernetesResource, Map<String, Object>> untyped(ResourceKind kind) {
    return object -> untyped.of(kind, object);
  }

  // The releases that an object affects

  /**
   * The CanaryReleases that a change of an object affects. An autoscaler, whose status changes all
   * the time, affects none: what it decides is a change of its Deployment.
   */
  private Set<ResourceID> affected(ResourceKind kind, GenericKubernetesResource object) {
    Set<ResourceID> affected = new HashSet<>();
    CacheIndexes.label(object, Labels.RELEASE)
        .map(release -> new ResourceID(release, object.getMetadata().getNamespace()))
        .ifPresent(affected::add);
    if (mesh.kinds().containsKey(kind)) {
      // Named after its release; another client may have removed the label.
      Stream.of(ResourceID.fromResource(object)).filter(this::exists).forEach(affected::add);
    }
    if (kind.equals(WorkloadKinds.DEPLOYMENT)) {
      add(affected, BY_DEPLOYMENT, CacheIndexes.keys(object, name(object)));
    } else if (kind.equals(WorkloadKinds.REPLICA_SET)) {
      add(affected, BY_DEPLOYMENT, indexes.parents(kind, object));
    } else if (kind.equals(WorkloadKinds.SERVICE)) {
      // Its selector may find the pods of any Deployment there.
      inNamespace(object.getMetadata().getNamespace()).forEach(affected::add);
    } else if (kind.equals(WorkloadKinds.ENDPOINT_SLICE)) {
      add(affected, BY_SERVICE, indexes.parents(kind, object));
    } else if (mesh.router().kinds().containsKey(kind)) {
      claimed(kind, object).forEach(affected::add);
      add(affected, BY_SERVICE, indexes.destinations(kind, object));
    } else if (kind.equals(mesh.mutualTls().policyKind())) {
      // Its selector may find the pods of any Deployment there.
      String home = object.getMetadata().getNamespace();
      (home.equals(mesh.mutualTls().meshNamespace())
              ? releases.list().map(ResourceID::fromResource)
              : inNamespace(home))
          .forEach(affected::add);
    } else if (EntryKinds.ALL.contains(kind)) {
      add(affected, BY_SERVICE, indexes.destinations(kind, object));
    }
    return affected;
  }

  private Stream<ResourceID> inNamespace(String namespace) {
    return releases.list(namespace, release -> true).map(ResourceID::fromResource);
  }

  private void add(Set<ResourceID> affected, String index, Collection<String> keys) {
    keys.stream()
        .flatMap(key -> releases.byIndex(index, key).stream())
        .map(ResourceID::fromResource)
        .forEach(affected::add);
  }

  private Stream<ResourceID> claimed(ResourceKind kind, GenericKubernetesResource object) {
    Map<String, Object> rule = untyped.of(kind, object);
    return releases
        .list()
        .filter(
            release ->
                !mesh.router()
                    .conflicts(
                        List.of(rule),
                        SpecTargets.service(release),
                        release.getMetadata().getNamespace())
                    .isEmpty())
        .map(ResourceID::fromResource);
  }

  private static Optional<String> name(GenericKubernetesResource object) {
    return Optional.of(object.getMetadata().getName());
  }

  private static String key(CanaryRelease release, String name) {
    return release.getMetadata().getNamespace() + "/" + name;
  }
}
