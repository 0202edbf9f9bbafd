package dev.sluice.common;

import java.util.LinkedHashMap;
import java.util.Map;

/** Identity of one CanaryRelease. */
public record ReleaseRef(String namespace, String name, String uid) {

  /** The owner reference to it, as an entry of an object's metadata. */
  public Map<String, Object> ownerReference() {
    Map<String, Object> owner = new LinkedHashMap<>();
    owner.put("apiVersion", "sluice.dev/v1alpha1");
    owner.put("kind", "CanaryRelease");
    owner.put("name", name);
    owner.put("uid", uid);
    owner.put("controller", true);
    owner.put("blockOwnerDeletion", false);
    return owner;
  }
}
