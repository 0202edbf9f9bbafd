package dev.sluice.traffic;

import dev.sluice.common.ReleaseRef;
import java.util.Map;

/**
 * What the route of one Service should be, in no router's words.
 *
 * @param release the CanaryRelease that owns the route
 * @param service name of the Service, in the release's namespace
 * @param stable where requests go that the exposure does not give to the canary
 * @param canary where the others go
 * @param trafficPolicy opaque connection policy for both, empty for none
 * @param canaryTrafficPolicy fields of it that are different for the canary, empty for none
 */
public record RouteIntent(
    ReleaseRef release,
    String service,
    Backend stable,
    Backend canary,
    Exposure exposure,
    Map<String, Object> trafficPolicy,
    Map<String, Object> canaryTrafficPolicy) {}
