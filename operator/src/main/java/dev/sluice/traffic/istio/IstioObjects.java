package dev.sluice.traffic.istio;

import dev.sluice.common.Unstructured;
import dev.sluice.workload.Labels;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The Istio objects that Sluice owns for one release.
 *
 * <p>Both subsets exist from adoption to un-adoption and only their labels change: a proxy that
 * gets a route to a cluster which it has not yet, or no longer, answers 503.
 *
 * @param namespace of the CanaryRelease, its Service and these objects
 * @param name of the CanaryRelease and of these objects
 * @param owner owner reference to the CanaryRelease
 * @param service the Service, which is the host
 */
public record IstioObjects(
    String namespace, String name, Map<String, Object> owner, String service) {

  public static final String NETWORKING = "networking.istio.io/v1";
  public static final String SECURITY = "security.istio.io/v1";
  public static final String VIRTUAL_SERVICE = "VirtualService";
  public static final String DESTINATION_RULE = "DestinationRule";
  public static final String PEER_AUTHENTICATION = "PeerAuthentication";
  private static final String STABLE = "stable";

  /** All HTTP calls to the service, shared out by weight. */
  public Map<String, Object> virtualService(TrafficSplit split) {
    Map<String, Object> route = new LinkedHashMap<>();
    route.put("name", Labels.SLUICE);
    route.put(
        "route", List.of(to(STABLE, 100 - split.weight()), to(Labels.CANARY, split.weight())));
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("hosts", List.of(service));
    spec.put("http", List.of(route));
    return object(NETWORKING, VIRTUAL_SERVICE, true, spec);
  }

  private Map<String, Object> to(String subset, int weight) {
    Map<String, Object> destination = new LinkedHashMap<>();
    destination.put("host", service);
    destination.put("subset", subset);
    Map<String, Object> to = new LinkedHashMap<>();
    to.put("destination", destination);
    to.put("weight", weight);
    return to;
  }

  /**
   * Both subsets, and the policy for both.
   *
   * @param trafficPolicy opaque Istio TrafficPolicy, empty for none
   */
  public Map<String, Object> destinationRule(
      TrafficSplit split, Map<String, Object> trafficPolicy) {
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("host", service);
    if (!trafficPolicy.isEmpty()) {
      spec.put("trafficPolicy", Unstructured.copy(trafficPolicy));
    }
    spec.put(
        "subsets", List.of(subset(STABLE, split.stable()), subset(Labels.CANARY, split.canary())));
    return object(NETWORKING, DESTINATION_RULE, true, spec);
  }

  private static Map<String, Object> subset(String name, Map<String, String> labels) {
    Map<String, Object> subset = new LinkedHashMap<>();
    subset.put("name", name);
    if (!labels.isEmpty()) {
      subset.put("labels", new LinkedHashMap<>(labels));
    }
    return subset;
  }

  /**
   * Mutual TLS for the pods of both versions: they share the labels that the Deployment selects by.
   * It has no owner reference, so that deleting a CanaryRelease does not open the service.
   *
   * @param mode {@code STRICT} or {@code PERMISSIVE}
   * @param selector labels that every pod of the service's Deployment has
   */
  public Map<String, Object> peerAuthentication(String mode, Map<String, String> selector) {
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("selector", Map.of("matchLabels", new LinkedHashMap<>(selector)));
    spec.put("mtls", Map.of("mode", mode));
    return object(SECURITY, PEER_AUTHENTICATION, false, spec);
  }

  private Map<String, Object> object(
      String apiVersion, String kind, boolean owned, Map<String, Object> spec) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("name", name);
    metadata.put("namespace", namespace);
    metadata.put(
        "labels",
        new LinkedHashMap<>(Map.of(Labels.MANAGED_BY, Labels.SLUICE, Labels.RELEASE, name)));
    metadata.put("annotations", new LinkedHashMap<>(Map.of(Labels.APPLIED, ObjectHash.of(spec))));
    if (owned) {
      metadata.put("ownerReferences", List.of(owner));
    }
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("apiVersion", apiVersion);
    object.put("kind", kind);
    object.put("metadata", metadata);
    object.put("spec", spec);
    return object;
  }

  /** Whether {@code object} is one that Sluice made for the release {@code name}. */
  public static boolean ours(Map<String, Object> object, String name) {
    return Labels.SLUICE.equals(Unstructured.text(object, "metadata", "labels", Labels.MANAGED_BY))
        && name.equals(Unstructured.text(object, "metadata", "labels", Labels.RELEASE));
  }

  /**
   * Whether {@code observed} is as {@code desired} says: all its fields are there and nothing that
   * was applied earlier has to be taken away.
   */
  public static boolean inPlace(Map<String, Object> observed, Map<String, Object> desired) {
    return Unstructured.contains(observed.get("spec"), desired.get("spec"))
        && Unstructured.text(observed, "metadata", "annotations", Labels.APPLIED)
            .equals(Unstructured.text(desired, "metadata", "annotations", Labels.APPLIED))
        && Unstructured.contains(
            Unstructured.map(observed, "metadata", "labels"),
            Unstructured.map(desired, "metadata", "labels"));
  }
}
