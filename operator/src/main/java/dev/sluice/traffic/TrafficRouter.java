package dev.sluice.traffic;

import dev.sluice.common.ReleaseRef;
import dev.sluice.common.ResourceKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Says how one mesh or gateway expresses a route. Pure: intent in, objects out; nothing is read or
 * written.
 */
public interface TrafficRouter {
  /** The kinds that it writes, each with its tier. Informers, readiness and RBAC follow them. */
  Map<ResourceKind, Tier> kinds();

  /** The objects of a route, in the order of their tiers. The same intent gives equal objects. */
  List<DesiredObject> render(RouteIntent intent);

  /**
   * What {@code desired} says about where requests go, and nothing else: its policies are those of
   * the object in the cluster. A mesh may refuse a policy, which must not hold up the requests.
   *
   * @param observed the object as it is in the cluster; empty where there is none
   */
  DesiredObject withPoliciesOf(DesiredObject desired, Map<String, Object> observed);

  /**
   * The exposure that objects in the cluster give the canary; the only reader of a weight.
   *
   * @return empty where there is no route
   */
  Optional<Exposure> observe(OwnedObjects objects);

  /**
   * The pods that objects in the cluster take for the stable ones.
   *
   * @return empty where none are defined
   */
  Optional<Backend> observeStable(OwnedObjects objects);

  /**
   * The route as it is in the cluster, with another exposure. It needs no intent, for when none can
   * be made.
   *
   * @return empty where the release has no route
   */
  Optional<DesiredObject> reroute(OwnedObjects objects, ReleaseRef release, Exposure exposure);

  /**
   * Whether a field of an object of one of its kinds decides where requests go, or which requests
   * it applies to.
   *
   * @param path for example {@code spec.http[0].route[1].weight}
   */
  boolean movesRequests(ResourceKind kind, String path);

  /** The hosts that an object of one of its kinds configures, as they are written there. */
  List<String> hosts(ResourceKind kind, Map<String, Object> object);

  /**
   * The hosts to whose subsets an object of one of its kinds sends requests, as they are written
   * there. Only subsets that {@link #render} defines count.
   */
  List<String> subsetHosts(ResourceKind kind, Map<String, Object> object);

  /** The hosts to which an object of one of its kinds sends requests, or copies of them. */
  List<String> destinationHosts(ResourceKind kind, Map<String, Object> object);

  /** Whether requests to a port of a Service are routed one by one, and not by connection. */
  boolean isRouted(Map<String, Object> port);

  /**
   * Paths to the Service's pods that pass the route: rules of others, and what of the Service's own
   * traffic cannot be routed.
   *
   * @param rules of others that send requests to the host, of the kinds of this router
   * @param service the Service, with its name and namespace
   */
  List<Bypass> bypasses(List<Map<String, Object>> rules, Map<String, Object> service);

  /**
   * Objects of others that would route the Service's host as well.
   *
   * @param foreign objects of the kinds of this router that may name the host
   * @param service name of the Service
   * @param namespace of the Service
   */
  List<RouteConflict> conflicts(
      List<Map<String, Object>> foreign, String service, String namespace);
}
