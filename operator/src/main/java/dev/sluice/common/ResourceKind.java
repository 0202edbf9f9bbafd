package dev.sluice.common;

/**
 * A namespaced kind of Kubernetes objects.
 *
 * @param group API group, empty for the core group
 * @param version version of the group, for example {@code v1}
 * @param kind name of the kind, for example {@code VirtualService}
 * @param plural name in URLs and RBAC rules, for example {@code virtualservices}
 */
public record ResourceKind(String group, String version, String kind, String plural) {

  /** {@code group/version}, or the version alone for the core group. */
  public String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  @Override
  public String toString() {
    return kind;
  }
}
