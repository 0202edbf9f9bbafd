package dev.sluice.common;

/** Address of one object in a cluster. */
public record ObjectKey(ResourceKind kind, String namespace, String name) {

  /** As kubectl writes it: {@code VirtualService/users}. */
  @Override
  public String toString() {
    return kind.kind() + "/" + name;
  }

  /** With the namespace: {@code VirtualService shop/users}. */
  public String qualified() {
    return "%s %s/%s".formatted(kind.kind(), namespace, name);
  }
}
