package dev.sluice.cli;

import dev.sluice.api.v1alpha1.CanaryRelease;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.net.HttpURLConnection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The CanaryReleases that one installation manages. They are read without their schema: one that
 * this version cannot read must be counted too.
 */
final class ManagedReleases {
  private static final ResourceDefinitionContext KIND =
      ResourceDefinitionContext.fromResourceType(CanaryRelease.class);

  private final KubernetesClient client;
  private final Set<String> namespaces;

  /**
   * Those of the installation.
   *
   * @param namespaces that it manages; empty for all
   */
  ManagedReleases(KubernetesClient client, Set<String> namespaces) {
    this.client = client;
    this.namespaces = Set.copyOf(namespaces);
  }

  /**
   * Those that exist, by namespace and name; none where their CustomResourceDefinition is missing.
   *
   * @throws KubernetesClientException if they cannot be listed
   */
  List<ManagedRelease> list() {
    Stream<GenericKubernetesResource> found =
        namespaces.isEmpty()
            ? items(() -> releases().inAnyNamespace().list(), "all namespaces")
            : namespaces.stream()
                .flatMap(
                    namespace ->
                        items(
                            () -> releases().inNamespace(namespace).list(),
                            "namespace " + namespace));
    return found
        .map(ManagedReleases::managed)
        .sorted(Comparator.comparing(ManagedRelease::namespace).thenComparing(ManagedRelease::name))
        .toList();
  }

  /**
   * Deletes exactly this one. Its finalizer lets the operator remove Sluice in order.
   *
   * @return why the API server rejected it; empty if it is being deleted, is gone, or was replaced
   * @throws KubernetesClientException if there is no answer
   */
  Optional<String> delete(ManagedRelease release) {
    Map<String, Object> options =
        Map.of(
            "apiVersion",
            "v1",
            "kind",
            "DeleteOptions",
            "propagationPolicy",
            DeletionPropagation.BACKGROUND.toString(),
            "preconditions",
            Map.of("uid", release.uid()));
    try {
      client.raw(path(release), "DELETE", options);
      return Optional.empty();
    } catch (KubernetesClientException e) {
      return switch (e.getCode()) {
        case HttpURLConnection.HTTP_NOT_FOUND, HttpURLConnection.HTTP_CONFLICT -> Optional.empty();
        case 0 -> throw e;
        default -> Optional.of(ApiErrors.message(e));
      };
    }
  }

  private static String path(ManagedRelease release) {
    return "/apis/%s/%s/namespaces/%s/%s/%s"
        .formatted(
            KIND.getGroup(),
            KIND.getVersion(),
            release.namespace(),
            KIND.getPlural(),
            release.name());
  }

  private MixedOperation<
          GenericKubernetesResource,
          GenericKubernetesResourceList,
          Resource<GenericKubernetesResource>>
      releases() {
    return client.genericKubernetesResources(KIND);
  }

  /** One call of the API server. */
  private interface ListCall {
    GenericKubernetesResourceList list();
  }

  private static Stream<GenericKubernetesResource> items(ListCall call, String where) {
    try {
      return call.list().getItems().stream();
    } catch (KubernetesClientException e) {
      return switch (e.getCode()) {
        case HttpURLConnection.HTTP_NOT_FOUND -> Stream.empty();
        case HttpURLConnection.HTTP_FORBIDDEN ->
            throw new KubernetesClientException(UninstallText.cannotList(where), e);
        default -> throw e;
      };
    }
  }

  private static ManagedRelease managed(GenericKubernetesResource release) {
    return new ManagedRelease(
        release.getMetadata().getNamespace(),
        release.getMetadata().getName(),
        release.getMetadata().getUid(),
        release.getMetadata().getDeletionTimestamp() != null,
        Objects.toString(release.get("status", "phase"), ""),
        Objects.toString(release.get("status", "message"), ""));
  }
}
