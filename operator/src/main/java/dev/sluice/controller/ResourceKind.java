package dev.sluice.controller;

import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.javaoperatorsdk.operator.processing.GroupVersionKind;
import java.util.Arrays;

/**
 * The kinds that Sluice reads or writes beside its own. They are named by what Sluice itself was
 * written against, so that no discovery is needed to address them.
 */
public enum ResourceKind {
  DEPLOYMENT("apps", "v1", "Deployment", "deployments"),
  REPLICA_SET("apps", "v1", "ReplicaSet", "replicasets"),
  SERVICE("", "v1", "Service", "services"),
  ENDPOINT_SLICE("discovery.k8s.io", "v1", "EndpointSlice", "endpointslices"),
  VIRTUAL_SERVICE("networking.istio.io", "v1", "VirtualService", "virtualservices"),
  DESTINATION_RULE("networking.istio.io", "v1", "DestinationRule", "destinationrules"),
  PEER_AUTHENTICATION("security.istio.io", "v1", "PeerAuthentication", "peerauthentications");

  private final String group;
  private final String version;
  private final String kind;
  private final String plural;

  ResourceKind(String group, String version, String kind, String plural) {
    this.group = group;
    this.version = version;
    this.kind = kind;
    this.plural = plural;
  }

  public String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  public String kind() {
    return kind;
  }

  public String plural() {
    return plural;
  }

  public boolean istio() {
    return group.endsWith(".istio.io");
  }

  GroupVersionKind groupVersionKind() {
    return new GroupVersionKind(group, version, kind);
  }

  public ResourceDefinitionContext context() {
    return new ResourceDefinitionContext.Builder()
        .withGroup(group)
        .withVersion(version)
        .withKind(kind)
        .withPlural(plural)
        .withNamespaced(true)
        .build();
  }

  /** Where the namespace's objects of this kind are served. */
  String path(String namespace) {
    String root = group.isEmpty() ? "/api/" + version : "/apis/" + group + "/" + version;
    return root + "/namespaces/" + namespace + "/" + plural;
  }

  /**
   * The kind of an object.
   *
   * @throws IllegalArgumentException when Sluice does not know it
   */
  static ResourceKind of(String apiVersion, String kind) {
    return Arrays.stream(values())
        .filter(known -> known.kind.equals(kind) && known.apiVersion().equals(apiVersion))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("kind=" + kind + " apiVersion=" + apiVersion));
  }
}
