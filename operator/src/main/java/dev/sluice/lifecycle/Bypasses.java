package dev.sluice.lifecycle;

import dev.sluice.common.ResourceKind;
import dev.sluice.common.Unstructured;
import dev.sluice.messages.BypassMessages;
import dev.sluice.spec.ReleasePolicy;
import dev.sluice.traffic.Bypass;
import dev.sluice.traffic.TrafficRouter;
import dev.sluice.workload.DeploymentView;
import dev.sluice.workload.EntryKinds;
import dev.sluice.workload.ServiceView;
import dev.sluice.workload.WorkloadKinds;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Paths to the canary's pods that Sluice does not route. The canary has all labels of the user's
 * pods, so that whatever selects those, selects it too.
 *
 * <p>They are looked for by kind, whether they are used or not. While one is there, no version that
 * is not proven is exposed any further; {@link Turn#isBypassed} says where that is asked.
 */
public final class Bypasses {
  private static final int MOST_NAMED = 3;

  private final Observation observed;
  private final ReleasePolicy policy;
  private final TrafficRouter router;
  private final ServiceView service;

  private Bypasses(
      Observation observed, ReleasePolicy policy, TrafficRouter router, ServiceView service) {
    this.observed = observed;
    this.policy = policy;
    this.router = router;
    this.service = service;
  }

  /** The paths, those of the mesh first; none without a Service, which is refused anyway. */
  public static List<Bypass> of(Observation observed, ReleasePolicy policy, TrafficRouter router) {
    return observed
        .surroundings()
        .service()
        .map(service -> new Bypasses(observed, policy, router, new ServiceView(service)).all())
        .orElse(List.of());
  }

  private List<Bypass> all() {
    List<Map<String, Object>> entries = observed.surroundings().entries();
    return Stream.of(
            router.bypasses(entries, service.object()).stream(),
            EntryKinds.ALL.stream().flatMap(kind -> entries.stream().flatMap(e -> entry(kind, e))),
            entries.stream().filter(Bypasses::isService).flatMap(this::otherService),
            otherPods().stream())
        .flatMap(found -> found)
        .toList();
  }

  private Stream<Bypass> entry(ResourceKind kind, Map<String, Object> entry) {
    boolean ours =
        kind.kind().equals(Unstructured.text(entry, "kind"))
            && EntryKinds.services(kind, entry)
                .contains(service.namespace() + "/" + service.name());
    return ours
        ? Stream.of(
            new Bypass(
                qualified(entry),
                BypassMessages.entry(service.name()),
                BypassMessages.closeEntry()))
        : Stream.empty();
  }

  private static boolean isService(Map<String, Object> object) {
    return WorkloadKinds.SERVICE.kind().equals(Unstructured.text(object, "kind"));
  }

  private Stream<Bypass> otherService(Map<String, Object> object) {
    ServiceView other = new ServiceView(object);
    Optional<DeploymentView> deployment = observed.deployment();
    if (deployment.isEmpty() || !other.selects(deployment.get().canaryPodLabels())) {
      return Stream.empty();
    }
    Map<String, Object> template = deployment.get().template();
    List<String> routed = service.targetPorts(template, router::isRouted);
    List<String> shared =
        other.hasAllPorts()
            ? routed
            : other.targetPorts(template, port -> true).stream().filter(routed::contains).toList();
    return shared.isEmpty()
        ? Stream.empty()
        : Stream.of(
            new Bypass(
                qualified(object),
                BypassMessages.otherService(service.name(), shared),
                BypassMessages.closeOtherService(service.name())));
  }

  /** They belong to no version: pinned to one, the Service would lose them. */
  private Optional<Bypass> otherPods() {
    List<String> others = observed.workloads().endpoints().others();
    return others.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Bypass(
                qualified(service.object()),
                BypassMessages.otherPods(policy.deployment(), others),
                BypassMessages.closeOtherPods()));
  }

  private static String qualified(Map<String, Object> object) {
    return Unstructured.text(object, "kind")
        + " "
        + Unstructured.text(object, "metadata", "namespace")
        + "/"
        + Unstructured.text(object, "metadata", "name");
  }

  /** What a condition says about them, at most three by name. */
  public static String describe(List<Bypass> paths, boolean accepted) {
    List<String> named = paths.stream().limit(MOST_NAMED).map(Bypass::toString).toList();
    int more = paths.size() - named.size();
    return accepted ? BypassMessages.accepted(named, more) : BypassMessages.all(named, more);
  }
}
