package dev.sluice.lab.release;

import dev.sluice.lab.demo.Installation;
import dev.sluice.lab.demo.ReleaseSummary;
import dev.sluice.lab.host.Wait;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Many services of one small pod each, without requests. */
final class RestingServices implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private static final String WORKLOAD =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: NAME}
      spec: {selector: {app: NAME}, ports: [{name: http, port: 80}]}
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: NAME}
      spec:
        selector: {matchLabels: {app: NAME}}
        template:
          metadata: {labels: {app: NAME, app.kubernetes.io/version: "1.0"}}
          spec:
            containers:
              - {name: pause, image: "localhost/sluice-lab/pause:1", imagePullPolicy: Never}
      """;

  private static final String RELEASE =
      """
      apiVersion: sluice.dev/v1alpha1
      kind: CanaryRelease
      metadata: {name: NAME}
      spec: {target: {deployment: NAME}}
      """;

  private final InstalledSluice sluice;
  private final KubernetesClient client;
  private final String namespace;
  private final List<String> names;

  /** Creates Services and Deployments, and waits for their pods. */
  RestingServices(InstalledSluice sluice, String namespace, int size) {
    this.sluice = sluice;
    this.client = sluice.client();
    this.namespace = namespace;
    this.names = IntStream.range(0, size).mapToObj("resting-%02d"::formatted).toList();
    sluice.kubectl("create", "namespace", namespace);
    names.forEach(name -> create(WORKLOAD, name));
    Wait.until(
        "the pods of " + namespace,
        PATIENCE,
        () -> rest().values().stream().allMatch(Rest::isComplete));
  }

  /** Creates the CanaryReleases, and waits until Sluice manages all Deployments. */
  void adopt() {
    names.forEach(name -> create(RELEASE, name));
    Wait.until(
        "Stable",
        PATIENCE,
        () -> rest().values().stream().allMatch(rest -> rest.phase().equals("Stable")));
  }

  /** Waits until the operator that is installed now has looked at each: it writes nothing. */
  void awaitSeen() {
    String pod =
        sluice.operatorPods().stream()
            .map(Pod::getMetadata)
            .filter(metadata -> metadata.getDeletionTimestamp() == null)
            .map(ObjectMeta::getName)
            .findFirst()
            .orElseThrow();
    String metrics =
        "/api/v1/namespaces/%s/pods/%s:8080/proxy/metrics".formatted(Installation.NAMESPACE, pod);
    String seen = "sluice_releases{phase=\"Stable\"} %d.0\n".formatted(names.size());
    Wait.until(seen, PATIENCE, () -> sluice.kubectl("get", "--raw", metrics).contains(seen));
  }

  /**
   * What a person sees of a service.
   *
   * @param generation of the Deployment: changes with each change of its spec
   * @param workloads ReplicaSets and pods, by name
   */
  record Rest(
      String phase, String stable, String release, long generation, List<String> workloads) {
    /** One ReplicaSet with one pod. */
    boolean isComplete() {
      return workloads.size() == 2;
    }
  }

  /** By name. */
  Map<String, Rest> rest() {
    Map<String, Rest> all = new TreeMap<>();
    names.forEach(name -> all.put(name, rest(name)));
    return all;
  }

  private Rest rest(String name) {
    ReleaseSummary view = ReleaseSummary.now(client, namespace, name);
    Deployment deployment = client.apps().deployments().inNamespace(namespace).withName(name).get();
    List<ReplicaSet> sets =
        client.apps().replicaSets().inNamespace(namespace).withLabel("app", name).list().getItems();
    List<Pod> pods =
        client.pods().inNamespace(namespace).withLabel("app", name).list().getItems().stream()
            .filter(pod -> client.resource(pod).isReady())
            .toList();
    return new Rest(
        view.phase(),
        view.stable(),
        view.version(),
        deployment.getMetadata().getGeneration(),
        Stream.concat(sets.stream(), pods.stream())
            .map(HasMetadata::getMetadata)
            .map(metadata -> metadata.getName())
            .sorted()
            .toList());
  }

  private void create(String yaml, String name) {
    byte[] objects = yaml.replace("NAME", name).getBytes(StandardCharsets.UTF_8);
    client.load(new ByteArrayInputStream(objects)).inNamespace(namespace).create();
  }

  /** Deletes the CanaryReleases, in order, and everything else. */
  @Override
  public void close() {
    client
        .genericKubernetesResources("sluice.dev/v1alpha1", "CanaryRelease")
        .inNamespace(namespace)
        .delete();
    client.namespaces().withName(namespace).delete();
  }
}
