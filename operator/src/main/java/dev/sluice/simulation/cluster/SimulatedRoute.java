package dev.sluice.simulation.cluster;

import dev.sluice.common.ObjectKey;
import dev.sluice.common.Unstructured;
import dev.sluice.traffic.Exposure;
import dev.sluice.traffic.OwnedObjects;
import dev.sluice.traffic.istio.IstioMesh;
import dev.sluice.workload.Labels;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where requests to the Service go.
 *
 * @param exposure what the canary receives; empty without a route, when all requests go to any pod
 * @param subsets labels of the pods of each subset; empty without subsets
 */
public record SimulatedRoute(
    Optional<Exposure> exposure, Map<String, Map<String, String>> subsets) {
  /** No route and no subsets. */
  public static final SimulatedRoute NONE = new SimulatedRoute(Optional.empty(), Map.of());

  /** Name of the subset of the proven version. */
  public static final String STABLE = "stable";

  /** Reads the objects of the mesh. */
  public static SimulatedRoute of(Map<ObjectKey, Map<String, Object>> mesh) {
    Map<String, Map<String, String>> subsets = new HashMap<>();
    mesh.values()
        .forEach(
            object ->
                Unstructured.maps(object, "spec", "subsets")
                    .forEach(
                        subset ->
                            subsets.put(
                                Unstructured.text(subset, "name"),
                                Unstructured.texts(subset, "labels"))));
    return new SimulatedRoute(
        IstioMesh.INSTANCE.router().observe(new OwnedObjects(mesh)), Map.copyOf(subsets));
  }

  /** Percent of the requests that go to the canary, 0 to 100. */
  public int weight() {
    return exposure.map(Exposure::weight).orElse(0);
  }

  /**
   * Labels of the pods of the proven version; none where they are any pods of the Service, as
   * without a route.
   */
  public Map<String, String> stable() {
    return exposure.isEmpty() ? Map.of() : subsets.getOrDefault(STABLE, Map.of());
  }

  /** Labels of the canary's pods. */
  public Map<String, String> canary() {
    return subsets.getOrDefault(Labels.CANARY, Map.of());
  }

  /** Whether requests are sent to a subset that is not defined. */
  public boolean isBroken() {
    return exposure.isPresent()
        && (!subsets.containsKey(STABLE) || !subsets.containsKey(Labels.CANARY));
  }
}
