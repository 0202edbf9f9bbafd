package dev.sluice.traffic;

import dev.sluice.common.ResourceKind;
import java.util.List;
import java.util.Map;

/**
 * Says how one policy of a service is expressed in objects, for the pods of both versions alike.
 * Pure, as {@link TrafficRouter} is.
 */
public interface PolicyRenderer {
  /** The policy that it renders. */
  Class<? extends PolicyIntent> intent();

  /** The kinds that it writes, each with its tier. */
  Map<ResourceKind, Tier> kinds();

  /** The objects of the policy; none where the release does not ask for it. */
  List<DesiredObject> render(PolicyContext context);
}
