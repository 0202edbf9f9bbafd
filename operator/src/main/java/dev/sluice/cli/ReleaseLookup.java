package dev.sluice.cli;

import dev.sluice.api.v1alpha1.CanaryRelease;
import dev.sluice.operator.Clients;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.List;
import java.util.Optional;

/** Finds CanaryReleases as the user's kubeconfig sees them. */
final class ReleaseLookup implements AutoCloseable {
  private final KubernetesClient client;
  private final String namespace;

  /**
   * A lookup.
   *
   * @param namespace null: the one of the kubeconfig's context, else {@code default}
   */
  ReleaseLookup(String namespace) {
    this(Clients.usual(), namespace);
  }

  ReleaseLookup(KubernetesClient client, String namespace) {
    this.client = client;
    String usual = client.getConfiguration().getNamespace();
    this.namespace = namespace != null ? namespace : usual != null ? usual : "default";
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

  List<CanaryRelease> all() {
    return client.resources(CanaryRelease.class).inNamespace(namespace).list().getItems();
  }

  /** In the words of kubectl. */
  static String notFound(String name) {
    return "Error from server (NotFound): canaryreleases.sluice.dev \"" + name + "\" not found";
  }

  @Override
  public void close() {
    client.close();
  }
}
