package dev.sluice.traffic.istio;

import dev.sluice.common.ObjectKey;
import dev.sluice.common.ResourceKind;
import dev.sluice.traffic.DesiredObject;
import dev.sluice.traffic.ManagedObject;
import dev.sluice.traffic.PolicyContext;
import dev.sluice.traffic.Tier;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A policy of Istio that selects the pods of both versions by the Deployment's labels. */
final class WorkloadPolicy {
  private WorkloadPolicy() {}

  /**
   * The policy; none without the Deployment's labels: without a selector it would hold for the
   * whole namespace.
   *
   * @param fields of the spec, beside the selector
   */
  static List<DesiredObject> of(
      PolicyContext context,
      ResourceKind kind,
      Tier tier,
      Map<String, Object> fields,
      String summary) {
    return withSelector(
        context, kind, tier, "selector", Map.of("matchLabels", labels(context)), fields, summary);
  }

  /** The same for an EnvoyFilter, which has another form of the selector. */
  static List<DesiredObject> envoyFilter(
      PolicyContext context, Tier tier, Map<String, Object> fields, String summary) {
    return withSelector(
        context,
        IstioKinds.ENVOY_FILTER,
        tier,
        "workloadSelector",
        Map.of("labels", labels(context)),
        fields,
        summary);
  }

  private static Map<String, String> labels(PolicyContext context) {
    return new LinkedHashMap<>(context.podLabels());
  }

  private static List<DesiredObject> withSelector(
      PolicyContext context,
      ResourceKind kind,
      Tier tier,
      String field,
      Map<String, Object> selector,
      Map<String, Object> fields,
      String summary) {
    if (context.podLabels().isEmpty()) {
      return List.of();
    }
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put(field, selector);
    spec.putAll(fields);
    ObjectKey key = new ObjectKey(kind, context.release().namespace(), context.release().name());
    return List.of(
        new DesiredObject(key, tier, ManagedObject.of(key, context.release(), spec), summary));
  }
}
