package dev.sluice.traffic.istio;

import dev.sluice.common.Unstructured;
import dev.sluice.messages.BypassMessages;
import dev.sluice.traffic.Bypass;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Rules of others that send requests to the Service past Sluice's route.
 *
 * <p>A rule of a gateway may name the subset {@code stable}: then its requests stay on the proven
 * version. In the mesh such a rule is refused: its requests would be counted among those that
 * Sluice divides.
 */
final class RouteBypasses {
  private RouteBypasses() {}

  /** The path that a VirtualService is, if it is one; a rule for the host itself is a conflict. */
  static Optional<Bypass> of(Map<String, Object> rule, String service, String namespace) {
    if (!IstioKinds.VIRTUAL_SERVICE.kind().equals(Unstructured.text(rule, "kind"))
        || HostConflicts.claims(rule, service, namespace)) {
      return Optional.empty();
    }
    String home = Unstructured.text(rule, "metadata", "namespace");
    List<RouteDestinations.RouteDestination> ours =
        RouteDestinations.of(Unstructured.map(rule, "spec")).stream()
            .filter(
                destination -> HostConflicts.isHost(destination.host(), home, service, namespace))
            .toList();
    boolean gateway = HostConflicts.gatewaysOnly(rule) || isDelegate(rule);
    boolean stays =
        gateway
            && ours.stream()
                .allMatch(destination -> destination.subset().equals(VirtualServiceRoutes.STABLE));
    return ours.isEmpty() || stays
        ? Optional.empty()
        : Optional.of(
            new Bypass(
                "VirtualService " + home + "/" + Unstructured.text(rule, "metadata", "name"),
                BypassMessages.route(gateway, service),
                BypassMessages.closeRoute(gateway, service)));
  }

  /** Without hosts it is what another rule delegates to. */
  private static boolean isDelegate(Map<String, Object> rule) {
    return Unstructured.list(rule, "spec", "hosts").isEmpty();
  }
}
