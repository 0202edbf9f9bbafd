package dev.sluice.simulation.cluster;

import dev.sluice.common.ObjectKey;
import dev.sluice.common.ResourceKind;
import dev.sluice.lifecycle.Observation;
import dev.sluice.plan.Change;
import dev.sluice.traffic.ForeignPolicies;
import dev.sluice.traffic.OwnedObjects;
import dev.sluice.traffic.SubsetUsers;
import dev.sluice.traffic.istio.IstioMesh;
import dev.sluice.workload.AutoscalerView;
import dev.sluice.workload.DeploymentView;
import dev.sluice.workload.Labels;
import dev.sluice.workload.ReadyEndpoints;
import dev.sluice.workload.ReplicaSetView;
import dev.sluice.workload.WorkloadKinds;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A cluster with one Deployment, its Service, and callers behind proxies. It changes by writes, and
 * by time when it is advanced.
 */
public final class SimulatedCluster {
  private static final Set<ResourceKind> MESH = IstioMesh.INSTANCE.kinds().keySet();

  private final ObjectKey deployment;
  private final ObjectKey service;
  private final ObjectStore store;
  private final WorkloadController controller;
  private final EndpointFeed endpoints;
  private final ProxyFleet proxies;
  private Supplier<Duration> endpointDelay = () -> Duration.ZERO;
  private Supplier<Duration> proxyDelay = () -> Duration.ZERO;
  private Map<ObjectKey, Map<String, Object>> mesh = Map.of();
  private SimulatedRoute route = SimulatedRoute.NONE;
  private long meshVersion = -1;

  /**
   * A cluster in which the version {@code stable} runs.
   *
   * @param name of the Deployment
   * @param proxies how many callers there are
   * @param readiness when a pod that starts becomes ready
   */
  public SimulatedCluster(
      String namespace,
      String name,
      String service,
      Map<String, Object> stable,
      int replicas,
      int proxies,
      Function<SimulatedPod, Instant> readiness,
      Instant now) {
    this.deployment = new ObjectKey(WorkloadKinds.DEPLOYMENT, namespace, name);
    this.service = new ObjectKey(WorkloadKinds.SERVICE, namespace, service);
    this.store = new ObjectStore();
    this.controller = new WorkloadController(store, readiness);
    this.endpoints = new EndpointFeed();
    this.proxies = new ProxyFleet(proxies);
    store.put(this.service, UserManifests.service(this.service, name), now);
    store.put(deployment, UserManifests.deployment(deployment, stable, replicas), now);
    advance(now);
  }

  private SimulatedCluster(SimulatedCluster from) {
    this.deployment = from.deployment;
    this.service = from.service;
    this.store = new ObjectStore(from.store);
    this.controller = new WorkloadController(from.controller, store);
    this.endpoints = new EndpointFeed(from.endpoints);
    this.proxies = new ProxyFleet(from.proxies);
    this.endpointDelay = from.endpointDelay;
    this.proxyDelay = from.proxyDelay;
  }

  /** An independent copy. */
  public SimulatedCluster copy() {
    return new SimulatedCluster(this);
  }

  /** How long a pod takes to become an endpoint, or to stop being one, from now on. */
  public void endpointDelay(Supplier<Duration> delay) {
    endpointDelay = delay;
  }

  /** How long a changed object takes to reach a proxy, from now on. */
  public void proxyDelay(Supplier<Duration> delay) {
    proxyDelay = delay;
  }

  // Parts

  public ObjectKey deploymentKey() {
    return deployment;
  }

  public ObjectKey serviceKey() {
    return service;
  }

  public ObjectStore store() {
    return store;
  }

  public WorkloadController controller() {
    return controller;
  }

  public EndpointFeed endpoints() {
    return endpoints;
  }

  public ProxyFleet proxies() {
    return proxies;
  }

  // What is observed

  public Optional<DeploymentView> deployment() {
    return store.get(deployment).map(DeploymentView::new);
  }

  /** Everything but the Deployment that runs pods of its service: the canary Deployments. */
  public List<DeploymentView> canaries() {
    return store.list(WorkloadKinds.DEPLOYMENT).stream()
        .map(DeploymentView::new)
        .filter(other -> other.revision() > 0)
        .filter(other -> other.name().equals(Labels.canary(deployment.name(), other.revision())))
        .toList();
  }

  /** Deployments, what they run, and which pods are endpoints. */
  public Observation.Workloads workloads(Instant now) {
    Map<Long, Integer> canaries = new HashMap<>();
    Map<String, Integer> replicaSets = new HashMap<>();
    for (SimulatedPod pod : endpoints.ready()) {
      String revision = pod.labels().get(Labels.REVISION);
      if (revision != null) {
        canaries.merge(Long.parseLong(revision), 1, Integer::sum);
      } else {
        replicaSets.merge(pod.labels().get(Labels.POD_TEMPLATE_HASH), 1, Integer::sum);
      }
    }
    return new Observation.Workloads(
        deployment(),
        controller.replicaSets(deployment, now).stream().map(ReplicaSetView::new).toList(),
        canaries(),
        new ReadyEndpoints(canaries, replicaSets),
        autoscaler());
  }

  private Optional<AutoscalerView> autoscaler() {
    return store.list(WorkloadKinds.AUTOSCALER).stream().map(AutoscalerView::new).findFirst();
  }

  /** The objects of the mesh. */
  public OwnedObjects owned() {
    return new OwnedObjects(mesh());
  }

  private Map<ObjectKey, Map<String, Object>> mesh() {
    if (meshVersion != store.version()) {
      Map<ObjectKey, Map<String, Object>> found = new HashMap<>();
      store
          .all()
          .forEach(
              (key, object) -> {
                if (MESH.contains(key.kind())) {
                  found.put(key, object);
                }
              });
      if (!found.equals(mesh)) {
        mesh = Map.copyOf(found);
        route = SimulatedRoute.of(mesh);
      }
      meshVersion = store.version();
    }
    return mesh;
  }

  /** Where requests go, once every proxy has the objects of the mesh. */
  public SimulatedRoute route() {
    mesh();
    return route;
  }

  /** What others have made. */
  public Observation.Surroundings surroundings() {
    return new Observation.Surroundings(
        store.get(service),
        List.of(),
        ForeignPolicies.NONE,
        SubsetUsers.NONE,
        List.of(),
        List.of(),
        Optional.empty());
  }

  // Writes

  /** A write by the operator. Returns whether it was made; it is not after a lost race. */
  public boolean write(Change change, Instant now) {
    boolean done = store.write(change, now);
    advance(now);
    return done;
  }

  /** A write of the Deployment by anybody else: the pause policy applies. */
  public void edit(UnaryOperator<Map<String, Object>> edit, Instant now) {
    Map<String, Object> before = store.get(deployment).orElseThrow();
    store.put(deployment, PausePolicy.apply(before, edit.apply(before)), now);
    advance(now);
  }

  /** The Deployment asks for another template. */
  public void release(Map<String, Object> template, Instant now) {
    edit(before -> MergePatch.apply(before, UserManifests.spec("template", template)), now);
  }

  // Time

  /** When the cluster changes without a write; empty if it does not. */
  public Optional<Instant> next(Instant now) {
    return Stream.of(controller.next(now), endpoints.next(), proxies.next())
        .flatMap(Optional::stream)
        .min(Instant::compareTo);
  }

  /** Does what there is to do up to this time. */
  public void advance(Instant now) {
    if (controller.advance(now)) {
      endpoints.observe(controller.pods(), now, endpointDelay.get());
    }
    endpoints.advance(now);
    proxies.send(mesh(), now, proxyDelay);
    proxies.advance(now);
  }
}
