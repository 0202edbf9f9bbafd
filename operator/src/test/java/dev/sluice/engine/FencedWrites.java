package dev.sluice.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.common.Unstructured;
import dev.sluice.plan.Change;
import dev.sluice.traffic.StoredWrite;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes to the objects of a {@link LifecycleWorld}, fenced as the API server does it. */
record FencedWrites(LifecycleWorld world, MeshInvariants invariants)
    implements Change.Writer<Void> {
  @Override
  public Void apply(Change.Apply apply) {
    Map<String, Object> there = world.mesh.get(apply.target());
    fence(apply.resourceVersion(), there == null ? "" : LifecycleWorld.version(there));
    Map<String, Object> sent;
    if (there == null) {
      sent = Unstructured.copy(apply.object());
      Unstructured.map(sent, "metadata").put("creationTimestamp", world.now.toString());
    } else {
      sent = patched(there, apply.patch());
    }
    Map<String, Object> object = world.webhook.apply(sent);
    if (!object.equals(there)) {
      world.touch(object);
    }
    invariants.written(there, object);
    world.mesh.put(apply.target(), object);
    Optional<StoredWrite> before = Optional.ofNullable(world.altered.remove(apply.target()));
    StoredWrite.of(apply.object(), object, before, world.now)
        .ifPresent(write -> world.altered.put(apply.target(), write));
    return null;
  }

  /** Applies a JSON patch, of which Sluice uses the operation {@code add} alone. */
  @SuppressWarnings("unchecked")
  private static Map<String, Object> patched(
      Map<String, Object> object, List<Map<String, Object>> operations) {
    Map<String, Object> patched = Unstructured.copy(object);
    for (Map<String, Object> operation : operations) {
      assertThat(operation).containsEntry("op", "add").containsKey("value");
      String[] steps = operation.get("path").toString().substring(1).split("/", -1);
      Map<String, Object> parent = patched;
      for (int i = 0; i < steps.length - 1; i++) {
        parent = (Map<String, Object>) parent.get(steps[i]);
        assertThat(parent).as("parent of %s", operation).isNotNull();
      }
      String key = steps[steps.length - 1].replace("~1", "/").replace("~0", "~");
      parent.put(key, operation.get("value"));
    }
    return Unstructured.copy(patched);
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
