package dev.sluice.traffic.istio;

import static dev.sluice.traffic.istio.IstioKinds.DESTINATION_RULE;
import static dev.sluice.traffic.istio.IstioKinds.VIRTUAL_SERVICE;

import dev.sluice.common.ObjectKey;
import dev.sluice.common.ReleaseRef;
import dev.sluice.common.ResourceKind;
import dev.sluice.common.Unstructured;
import dev.sluice.messages.ChangeMessages;
import dev.sluice.messages.ViolationMessages;
import dev.sluice.traffic.Backend;
import dev.sluice.traffic.Bypass;
import dev.sluice.traffic.DesiredObject;
import dev.sluice.traffic.Exposure;
import dev.sluice.traffic.ManagedObject;
import dev.sluice.traffic.OwnedObjects;
import dev.sluice.traffic.RouteConflict;
import dev.sluice.traffic.RouteIntent;
import dev.sluice.traffic.Tier;
import dev.sluice.traffic.TrafficRouter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Routes by an Istio VirtualService over two subsets of a DestinationRule.
 *
 * <p>Both subsets exist from adoption to removal and only their labels change: a proxy that gets a
 * route to a cluster which it has not yet, or no longer, answers 503.
 */
public final class IstioRouter implements TrafficRouter {
  private static final String TRAFFIC_POLICY = "trafficPolicy";
  private static final Map<ResourceKind, Pattern> MOVING_FIELDS =
      Map.of(
          VIRTUAL_SERVICE,
          Pattern.compile(
              "spec(\\.(hosts|gateways|exportTo|tls|tcp)\\b.*|\\.http(\\[\\d+])?"
                  + "|\\.http\\[\\d+]\\.(match|route|redirect|directResponse|delegate"
                  + "|mirror|mirrors|mirrorPercent|mirrorPercentage)\\b.*)?"),
          DESTINATION_RULE,
          Pattern.compile("spec(\\.(host|exportTo|subsets|workloadSelector)\\b.*)?"));
  private static final Map<ResourceKind, Tier> KINDS =
      Map.of(DESTINATION_RULE, Tier.DESTINATIONS, VIRTUAL_SERVICE, Tier.ROUTES);

  @Override
  public Map<ResourceKind, Tier> kinds() {
    return KINDS;
  }

  @Override
  public List<DesiredObject> render(RouteIntent intent) {
    return List.of(destinationRule(intent), virtualService(intent));
  }

  private static DesiredObject destinationRule(RouteIntent intent) {
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("host", intent.service());
    putPolicy(spec, intent.trafficPolicy());
    spec.put(
        "subsets",
        List.of(
            subset(VirtualServiceRoutes.STABLE, intent.stable(), Map.of()),
            subset(VirtualServiceRoutes.CANARY, intent.canary(), intent.canaryTrafficPolicy())));
    return object(
        intent.release(),
        DESTINATION_RULE,
        Tier.DESTINATIONS,
        spec,
        ChangeMessages.subset(VirtualServiceRoutes.STABLE, intent.stable().toString()));
  }

  private static Map<String, Object> subset(
      String name, Backend backend, Map<String, Object> policy) {
    Map<String, Object> subset = new LinkedHashMap<>();
    subset.put("name", name);
    if (!backend.isWholeService()) {
      subset.put("labels", new LinkedHashMap<>(backend.podLabels()));
    }
    putPolicy(subset, policy);
    return subset;
  }

  private static void putPolicy(Map<String, Object> holder, Map<String, Object> policy) {
    if (!policy.isEmpty()) {
      holder.put(TRAFFIC_POLICY, Unstructured.copy(policy));
    }
  }

  private static DesiredObject virtualService(RouteIntent intent) {
    return virtualService(intent.release(), intent.service(), intent.exposure());
  }

  private static DesiredObject virtualService(
      ReleaseRef release, String service, Exposure exposure) {
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("hosts", List.of(service));
    spec.put("http", VirtualServiceRoutes.render(service, exposure));
    return object(
        release, VIRTUAL_SERVICE, Tier.ROUTES, spec, ChangeMessages.weight(exposure.weight()));
  }

  private static DesiredObject object(
      ReleaseRef release, ResourceKind kind, Tier tier, Map<String, Object> spec, String summary) {
    ObjectKey key = new ObjectKey(kind, release.namespace(), release.name());
    return new DesiredObject(key, tier, ManagedObject.of(key, release, spec), summary);
  }

  /** {@inheritDoc} The Service is the host that both subsets belong to. */
  @Override
  public Optional<DesiredObject> reroute(
      OwnedObjects objects, ReleaseRef release, Exposure exposure) {
    return Stream.of(DESTINATION_RULE, VIRTUAL_SERVICE)
        .flatMap(kind -> objects.get(kind).map(object -> hosts(kind, object)).stream())
        .flatMap(List::stream)
        .filter(service -> !service.isEmpty())
        .findFirst()
        .map(service -> virtualService(release, service, exposure));
  }

  @Override
  public Optional<Exposure> observe(OwnedObjects objects) {
    return objects.get(VIRTUAL_SERVICE).map(VirtualServiceRoutes::observe);
  }

  @Override
  public Optional<Backend> observeStable(OwnedObjects objects) {
    return objects
        .get(DESTINATION_RULE)
        .flatMap(
            rule ->
                Unstructured.maps(rule, "spec", "subsets").stream()
                    .filter(
                        subset ->
                            VirtualServiceRoutes.STABLE.equals(Unstructured.text(subset, "name")))
                    .map(subset -> new Backend(Unstructured.texts(subset, "labels")))
                    .findFirst());
  }

  /**
   * {@inheritDoc} A DestinationRule has a policy beside its subsets, and one in the canary's; a
   * VirtualService has none.
   */
  @Override
  public DesiredObject withPoliciesOf(DesiredObject desired, Map<String, Object> observed) {
    if (!desired.key().kind().equals(DESTINATION_RULE)) {
      return desired;
    }
    Map<String, Object> rule = Unstructured.map(observed, "spec");
    Map<String, Object> spec = withPolicyOf(Unstructured.map(desired.body(), "spec"), rule);
    spec.put(
        "subsets",
        Unstructured.maps(spec, "subsets").stream()
            .map(subset -> withPolicyOf(subset, sameSubset(rule, subset)))
            .toList());
    return desired.withSpec(spec);
  }

  private static Map<String, Object> withPolicyOf(
      Map<String, Object> desired, Map<String, Object> observed) {
    Map<String, Object> holder = new LinkedHashMap<>(desired);
    holder.remove(TRAFFIC_POLICY);
    Unstructured.at(observed, TRAFFIC_POLICY)
        .ifPresent(policy -> holder.put(TRAFFIC_POLICY, policy));
    return holder;
  }

  private static Map<String, Object> sameSubset(
      Map<String, Object> rule, Map<String, Object> subset) {
    return Unstructured.maps(rule, "subsets").stream()
        .filter(other -> Objects.equals(other.get("name"), subset.get("name")))
        .findFirst()
        .orElse(Map.of());
  }

  /** {@inheritDoc} A whole route that is added, removed or replaced does. */
  @Override
  public boolean movesRequests(ResourceKind kind, String path) {
    Pattern fields = MOVING_FIELDS.get(kind);
    return fields != null && fields.matcher(path).matches();
  }

  @Override
  public List<String> hosts(ResourceKind kind, Map<String, Object> object) {
    return kind.equals(DESTINATION_RULE)
        ? List.of(Unstructured.text(object, "spec", "host"))
        : Unstructured.list(object, "spec", "hosts").stream().map(String::valueOf).toList();
  }

  @Override
  public List<String> subsetHosts(ResourceKind kind, Map<String, Object> object) {
    return kind.equals(VIRTUAL_SERVICE)
        ? SubsetReferences.hosts(Unstructured.map(object, "spec"))
        : List.of();
  }

  @Override
  public List<String> destinationHosts(ResourceKind kind, Map<String, Object> object) {
    return kind.equals(VIRTUAL_SERVICE)
        ? RouteDestinations.of(Unstructured.map(object, "spec")).stream()
            .map(RouteDestinations.RouteDestination::host)
            .distinct()
            .toList()
        : List.of();
  }

  @Override
  public boolean isRouted(Map<String, Object> port) {
    return ServicePorts.isRouted(port);
  }

  @Override
  public List<Bypass> bypasses(List<Map<String, Object>> rules, Map<String, Object> service) {
    String name = Unstructured.text(service, "metadata", "name");
    String namespace = Unstructured.text(service, "metadata", "namespace");
    return Stream.concat(
            rules.stream().flatMap(rule -> RouteBypasses.of(rule, name, namespace).stream()),
            ServicePorts.bypasses(service).stream())
        .toList();
  }

  @Override
  public List<RouteConflict> conflicts(
      List<Map<String, Object>> foreign, String service, String namespace) {
    return foreign.stream()
        .filter(rule -> HostConflicts.claims(rule, service, namespace))
        .map(
            rule ->
                new RouteConflict(
                    key(rule),
                    ViolationMessages.hostConfigured(service),
                    ViolationMessages.removeHost(service)))
        .toList();
  }

  private static ObjectKey key(Map<String, Object> rule) {
    return new ObjectKey(
        DESTINATION_RULE.kind().equals(Unstructured.text(rule, "kind"))
            ? DESTINATION_RULE
            : VIRTUAL_SERVICE,
        Unstructured.text(rule, "metadata", "namespace"),
        Unstructured.text(rule, "metadata", "name"));
  }
}
