package dev.sluice.traffic;

import dev.sluice.common.ReleaseRef;
import dev.sluice.common.ResourceKind;
import java.util.List;
import java.util.Map;

/**
 * Says what the objects of one mesh together make of mutual TLS for a Service's pods. Pure, as
 * {@link TrafficRouter} is.
 */
public interface MutualTlsReader {
  /** The kind of the policies that decide what pods accept. */
  ResourceKind policyKind();

  /** The namespace whose policies hold for the whole mesh. */
  String meshNamespace();

  /** What applies to the ports of the pods, and which rules have callers send something else. */
  MutualTlsState read(VisibleObjects visible);

  /**
   * The objects that can be seen. None is changed.
   *
   * @param release whose own policy and rule are among them
   * @param service with its name, namespace and ports; empty where there is none
   * @param templates of the versions that have pods: their labels, and the numbers of named ports
   * @param policies those of the Service's namespace and of the mesh's, Sluice's own included
   * @param rules that may name the Service's host, Sluice's own included
   * @param meshVisible whether policies for the whole mesh would be among {@code policies}
   */
  record VisibleObjects(
      ReleaseRef release,
      Map<String, Object> service,
      List<Map<String, Object>> templates,
      List<Map<String, Object>> policies,
      List<Map<String, Object>> rules,
      boolean meshVisible) {}
}
