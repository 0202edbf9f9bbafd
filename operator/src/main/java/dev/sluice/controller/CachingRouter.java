package dev.sluice.controller;

import dev.sluice.common.ReleaseRef;
import dev.sluice.common.ResourceKind;
import dev.sluice.traffic.Backend;
import dev.sluice.traffic.Bypass;
import dev.sluice.traffic.DesiredObject;
import dev.sluice.traffic.Exposure;
import dev.sluice.traffic.Mesh;
import dev.sluice.traffic.OwnedObjects;
import dev.sluice.traffic.RouteConflict;
import dev.sluice.traffic.RouteIntent;
import dev.sluice.traffic.Tier;
import dev.sluice.traffic.TrafficRouter;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Renders routes and caches the results: what a release intends rarely changes between two
 * decisions. Thread-safe.
 */
public final class CachingRouter implements TrafficRouter {
  private final TrafficRouter router;
  private final LruCache<RouteIntent, List<DesiredObject>> rendered = new LruCache<>();

  private CachingRouter(TrafficRouter router) {
    this.router = router;
  }

  /** The same mesh, with its routes cached. */
  public static Mesh of(Mesh mesh) {
    return new Mesh(
        new CachingRouter(mesh.router()), mesh.renderers(), mesh.mutualTls(), mesh.gateways());
  }

  @Override
  public List<DesiredObject> render(RouteIntent intent) {
    return rendered.get(intent, router::render);
  }

  @Override
  public Map<ResourceKind, Tier> kinds() {
    return router.kinds();
  }

  @Override
  public DesiredObject withPoliciesOf(DesiredObject desired, Map<String, Object> observed) {
    return router.withPoliciesOf(desired, observed);
  }

  @Override
  public Optional<Exposure> observe(OwnedObjects objects) {
    return router.observe(objects);
  }

  @Override
  public Optional<Backend> observeStable(OwnedObjects objects) {
    return router.observeStable(objects);
  }

  @Override
  public Optional<DesiredObject> reroute(
      OwnedObjects objects, ReleaseRef release, Exposure exposure) {
    return router.reroute(objects, release, exposure);
  }

  @Override
  public boolean movesRequests(ResourceKind kind, String path) {
    return router.movesRequests(kind, path);
  }

  @Override
  public List<String> hosts(ResourceKind kind, Map<String, Object> object) {
    return router.hosts(kind, object);
  }

  @Override
  public List<String> subsetHosts(ResourceKind kind, Map<String, Object> object) {
    return router.subsetHosts(kind, object);
  }

  @Override
  public List<String> destinationHosts(ResourceKind kind, Map<String, Object> object) {
    return router.destinationHosts(kind, object);
  }

  @Override
  public boolean isRouted(Map<String, Object> port) {
    return router.isRouted(port);
  }

  @Override
  public List<Bypass> bypasses(List<Map<String, Object>> rules, Map<String, Object> service) {
    return router.bypasses(rules, service);
  }

  @Override
  public List<RouteConflict> conflicts(
      List<Map<String, Object>> foreign, String service, String namespace) {
    return router.conflicts(foreign, service, namespace);
  }
}
