package dev.sluice.traffic;

import dev.sluice.common.ObjectKey;
import dev.sluice.common.ResourceKind;
import java.util.List;
import java.util.Map;

/** Says which proxies at the edge of one mesh follow a route. Pure, as {@link TrafficRouter} is. */
public interface GatewayReader {
  /** The kind of the objects that bind routes to proxies. */
  ResourceKind kind();

  /**
   * The gateways that a route is bound to.
   *
   * @return none where it applies to calls between services too, or where another route says it
   */
  List<ObjectKey> gateways(Map<String, Object> route);

  /** Labels that the pods of a gateway's proxies have, in any namespace; none if all pods do. */
  Map<String, String> podLabels(Map<String, Object> gateway);
}
