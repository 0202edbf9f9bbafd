package dev.sluice.workload;

import dev.sluice.common.ResourceKind;
import dev.sluice.common.Unstructured;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Kubernetes' kinds that send requests to Services beside the mesh's own rules, and which Services
 * an object of them names.
 */
public final class EntryKinds {
  public static final ResourceKind INGRESS =
      new ResourceKind("networking.k8s.io", "v1", "Ingress", "ingresses");
  public static final ResourceKind HTTP_ROUTE =
      new ResourceKind("gateway.networking.k8s.io", "v1", "HTTPRoute", "httproutes");
  public static final ResourceKind GRPC_ROUTE =
      new ResourceKind("gateway.networking.k8s.io", "v1", "GRPCRoute", "grpcroutes");

  /** All of them. */
  public static final List<ResourceKind> ALL = List.of(INGRESS, HTTP_ROUTE, GRPC_ROUTE);

  private EntryKinds() {}

  /** Whether a kind comes with custom resource definitions that a cluster may lack. */
  public static boolean isOptional(ResourceKind kind) {
    return !kind.equals(INGRESS);
  }

  /** The Services that an object sends requests to, or copies of them, as namespace/name. */
  public static List<String> services(ResourceKind kind, Map<String, Object> object) {
    String home = Unstructured.text(object, "metadata", "namespace");
    return (kind.equals(INGRESS) ? ofIngress(object, home) : ofRoute(object, home))
        .distinct()
        .toList();
  }

  private static Stream<String> ofIngress(Map<String, Object> ingress, String home) {
    Stream<Map<String, Object>> paths =
        Unstructured.maps(ingress, "spec", "rules").stream()
            .flatMap(rule -> Unstructured.maps(rule, "http", "paths").stream())
            .map(path -> Unstructured.map(path, "backend"));
    return Stream.concat(Stream.of(Unstructured.map(ingress, "spec", "defaultBackend")), paths)
        .map(backend -> Unstructured.text(backend, "service", "name"))
        .filter(name -> !name.isEmpty())
        .map(name -> home + "/" + name);
  }

  /** Backends and mirrors of a route of the Gateway API. */
  private static Stream<String> ofRoute(Map<String, Object> route, String home) {
    List<Map<String, Object>> references = new ArrayList<>();
    for (Map<String, Object> rule : Unstructured.maps(route, "spec", "rules")) {
      List<Map<String, Object>> backends = Unstructured.maps(rule, "backendRefs");
      references.addAll(backends);
      Stream.concat(Stream.of(rule), backends.stream())
          .flatMap(owner -> Unstructured.maps(owner, "filters").stream())
          .map(filter -> Unstructured.map(filter, "requestMirror", "backendRef"))
          .forEach(references::add);
    }
    return references.stream()
        .filter(EntryKinds::isService)
        .map(
            reference -> {
              String namespace = Unstructured.text(reference, "namespace");
              return (namespace.isEmpty() ? home : namespace)
                  + "/"
                  + Unstructured.text(reference, "name");
            });
  }

  /** A reference without a kind is one to a Service. */
  private static boolean isService(Map<String, Object> reference) {
    String kind = Unstructured.text(reference, "kind");
    return !reference.isEmpty()
        && Unstructured.text(reference, "group").isEmpty()
        && (kind.isEmpty() || kind.equals(WorkloadKinds.SERVICE.kind()));
  }
}
