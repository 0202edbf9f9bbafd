package dev.sluice.operator;

import static org.awaitility.Awaitility.await;

import dev.sluice.api.v1alpha1.CanaryRelease;
import dev.sluice.api.v1alpha1.CanaryReleaseStatus;
import dev.sluice.api.v1alpha1.Phase;
import dev.sluice.api.v1alpha1.StepStatus;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Many services in one namespace with a release each, and what a watch sees of them. */
final class Fleet implements AutoCloseable {
  private static final Duration LONG = Duration.ofMinutes(4);

  /**
   * A status as a watch brought it.
   *
   * @param at when it came
   */
  record Seen(String release, Instant at, CanaryReleaseStatus status) {}

  /** Every status of every release, in the order in which they came. */
  final Queue<Seen> statuses = new ConcurrentLinkedQueue<>();

  /** When a watch showed first that a canary has no weight any more, by release. */
  final Map<String, Instant> weightZero = new ConcurrentHashMap<>();

  private final KubernetesClient client;
  private final String namespace;
  private final int size;
  private final PlayedControllers controllers;
  private final List<AutoCloseable> watches;
  private final Map<String, CanaryReleaseStatus> newest = new ConcurrentHashMap<>();

  /**
   * Makes the objects.
   *
   * @param steps of the releases, as in a CanaryRelease's {@code spec.steps}
   */
  Fleet(KubernetesClient client, TestCluster cluster, String namespace, int size, String steps) {
    this.client = client;
    this.namespace = namespace;
    this.size = size;
    IntStream.range(0, size)
        .parallel()
        .forEach(service -> cluster.create(namespace, ServiceManifest.of(service(service), steps)));
    this.controllers = new PlayedControllers(client, namespace);
    this.watches =
        List.of(
            client
                .resources(CanaryRelease.class)
                .inNamespace(namespace)
                .inform(new ChangeHandler<>(this::status)),
            client
                .genericKubernetesResources(MeshKinds.context("VirtualService"))
                .inNamespace(namespace)
                .inform(new ChangeHandler<>(this::route)));
  }

  /** The name of a service, its Deployment and its CanaryRelease. */
  static String service(int number) {
    return "app" + number;
  }

  /** Handles what is there and what changes alike. */
  private record ChangeHandler<T>(Consumer<T> changed) implements ResourceEventHandler<T> {
    @Override
    public void onAdd(T object) {
      changed.accept(object);
    }

    @Override
    public void onUpdate(T before, T object) {
      changed.accept(object);
    }

    @Override
    public void onDelete(T object, boolean unknown) {}
  }

  private void status(CanaryRelease release) {
    Instant now = Instant.now();
    CanaryReleaseStatus status = release.getStatus();
    if (status != null) {
      String name = release.getMetadata().getName();
      newest.put(name, status);
      statuses.add(new Seen(name, now, status));
    }
  }

  private void route(GenericKubernetesResource virtualService) {
    Instant now = Instant.now();
    String name = virtualService.getMetadata().getName();
    if (MeshKinds.weight(virtualService) == 0) {
      weightZero.putIfAbsent(name, now);
    } else {
      weightZero.remove(name);
    }
  }

  /** Begins a release of each service. */
  void release() {
    awaitAll(status -> status.phase() == Phase.Stable);
    IntStream.range(0, size).parallel().forEach(service -> change(service(service)));
  }

  /** Waits until all canaries have this weight, in percent. */
  void awaitWeight(int weight) {
    awaitAll(status -> weight(status).equals(Optional.of(weight)));
    if (weight > 0) {
      await().atMost(LONG).until(weightZero::isEmpty);
    }
  }

  /** Waits until every step runs: until then the route's change is on its way to the proxies. */
  void awaitRunningStep() {
    awaitAll(
        status ->
            Optional.ofNullable(status.release())
                .map(release -> release.step())
                .filter(step -> !"Propagation".equals(step.waitingFor()))
                .isPresent());
  }

  String namespace() {
    return namespace;
  }

  /** The checkpoint of the first release. */
  String checkpoint() {
    return first().getStatus().checkpoint();
  }

  /** Records another checkpoint of the first release. */
  void checkpoint(String checkpoint) {
    client
        .resource(first())
        .subresource("status")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            Serialization.asJson(Map.of("status", Map.of("checkpoint", checkpoint))));
  }

  private CanaryRelease first() {
    return client.resources(CanaryRelease.class).inNamespace(namespace).withName(service(0)).get();
  }

  /** Ends what the controllers do: in a cluster they have machines of their own. */
  void rest() {
    controllers.close();
  }

  private void change(String name) {
    client
        .apps()
        .deployments()
        .inNamespace(namespace)
        .withName(name)
        .edit(
            (Deployment old) ->
                old.edit()
                    .editSpec()
                    .editTemplate()
                    .editMetadata()
                    .addToLabels("app.kubernetes.io/version", "1.1")
                    .endMetadata()
                    .endTemplate()
                    .endSpec()
                    .build());
  }

  void awaitAll(Predicate<CanaryReleaseStatus> wanted) {
    await().atMost(LONG).until(() -> newest.values().stream().filter(wanted).count() == size);
  }

  /** Waits until no canary has any weight. */
  void awaitWeightZero() {
    await().atMost(LONG).until(() -> weightZero.size() == size);
  }

  private static Optional<Integer> weight(CanaryReleaseStatus status) {
    return Optional.ofNullable(status.release())
        .map(release -> release.step())
        .map(StepStatus::weight);
  }

  @Override
  public void close() throws Exception {
    controllers.close();
    for (AutoCloseable watch : watches) {
      watch.close();
    }
  }
}
