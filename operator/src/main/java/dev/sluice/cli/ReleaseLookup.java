package dev.sluice.cli;

import dev.sluice.api.v1alpha1.CanaryRelease;
import dev.sluice.operator.Clients;
import dev.sluice.workload.PodTemplates;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads CanaryReleases through the user's kubeconfig. */
final class ReleaseLookup implements AutoCloseable {
  private final KubernetesClient client;
  private final String namespace;

  /**
   * A lookup.
   *
   * @param namespace null for the namespace of the kubeconfig context, or {@code default}
   */
  ReleaseLookup(String namespace) {
    this(Clients.defaultClient(), namespace);
  }

  ReleaseLookup(KubernetesClient client, String namespace) {
    this.client = client;
    String contextNamespace = client.getConfiguration().getNamespace();
    this.namespace =
        namespace != null ? namespace : contextNamespace != null ? contextNamespace : "default";
  }

  String namespace() {
    return namespace;
  }

  Optional<CanaryRelease> find(String name) {
    return Optional.ofNullable(resource(name).get());
  }

  Resource<CanaryRelease> resource(String name) {
    return client.resources(CanaryRelease.class).inNamespace(namespace).withName(name);
  }

  Resource<Deployment> deployment(String name) {
    return client.apps().deployments().inNamespace(namespace).withName(name);
  }

  /** The version of the pod template that a Deployment asks for. */
  @SuppressWarnings("unchecked")
  static String version(Deployment deployment) {
    return PodTemplates.version(
        Serialization.jsonMapper().convertValue(deployment.getSpec().getTemplate(), Map.class));
  }

  List<CanaryRelease> all() {
    return client.resources(CanaryRelease.class).inNamespace(namespace).list().getItems();
  }

  /** The error of an object that does not exist. */
  static String notFound(String name) {
    return "error: canaryreleases.sluice.dev \"" + name + "\" not found";
  }

  @Override
  public void close() {
    client.close();
  }
}
