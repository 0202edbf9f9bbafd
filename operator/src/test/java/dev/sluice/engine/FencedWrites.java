package dev.sluice.engine;

import dev.sluice.common.Unstructured;
import dev.sluice.plan.Change;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes to the objects of a {@link LifecycleWorld}, fenced as the API server does it. */
record FencedWrites(LifecycleWorld world, MeshInvariants invariants)
    implements Change.Writer<Void> {
  @Override
  public Void apply(Change.Apply apply) {
    Map<String, Object> there = world.mesh.get(apply.target());
    fence(apply.resourceVersion(), there == null ? "" : LifecycleWorld.version(there));
    Map<String, Object> object = Unstructured.copy(apply.object());
    Unstructured.map(object, "metadata")
        .put(
            "creationTimestamp",
            there == null
                ? world.now.toString()
                : Unstructured.text(there, "metadata", "creationTimestamp"));
    world.touch(object);
    invariants.written(there, object);
    world.mesh.put(apply.target(), object);
    return null;
  }

  @Override
  public Void create(Change.Create create) {
    Map<String, Object> object = Unstructured.copy(create.object());
    if (world.canaries.containsKey(create.target().name())) {
      throw new AssertionError("exists: " + create.target());
    }
    Unstructured.map(object, "metadata").put("uid", create.target().name());
    world.generation(object);
    world.canaries.put(create.target().name(), object);
    return null;
  }

  @Override
  public Void patch(Change.Patch patch) {
    Map<String, Object> object =
        patch.target().name().equals("users")
            ? world.deployment
            : world.canaries.get(patch.target().name());
    fence(patch.resourceVersion(), LifecycleWorld.version(object));
    merge(object, patch.patch());
    world.generation(object);
    return null;
  }

  @Override
  public Void delete(Change.Delete delete) {
    if (delete.target().kind().kind().equals("Deployment")) {
      world.canaries.remove(delete.target().name());
    } else {
      invariants.deleted(delete.target());
      world.mesh.remove(delete.target());
    }
    return null;
  }

  private static void fence(String decided, String there) {
    if (!decided.equals(there)) {
      throw new AssertionError("stale write: decided on " + decided + ", is " + there);
    }
  }

  @SuppressWarnings("unchecked")
  private static void merge(Map<String, Object> object, Map<String, Object> patch) {
    patch.forEach(
        (key, value) -> {
          if (value == null) {
            object.remove(key);
          } else if (value instanceof Map<?, ?> map) {
            Object old = object.get(key);
            Map<String, Object> deeper =
                old instanceof Map<?, ?> there
                    ? new LinkedHashMap<>((Map<String, Object>) there)
                    : new LinkedHashMap<>();
            merge(deeper, (Map<String, Object>) map);
            object.put(key, deeper);
          } else {
            object.put(key, value);
          }
        });
  }
}
