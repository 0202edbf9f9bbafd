package dev.sluice.simulation.cluster;

import dev.sluice.common.ObjectKey;
import dev.sluice.common.ResourceKind;
import dev.sluice.common.Unstructured;
import dev.sluice.plan.Change;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Objects as an API server stores them, with uids, generations and resource versions. A stored
 * object never changes; a write replaces it.
 */
public final class ObjectStore {
  private final Map<ObjectKey, Map<String, Object>> objects;
  private long version;
  private UnaryOperator<Map<String, Object>> admission = UnaryOperator.identity();

  public ObjectStore() {
    this.objects = new LinkedHashMap<>();
  }

  /** An independent copy. */
  public ObjectStore(ObjectStore from) {
    this.objects = new LinkedHashMap<>(from.objects);
    this.version = from.version;
    this.admission = from.admission;
  }

  /** An admission plugin of the platform, which changes every object of the mesh on its way in. */
  public void admission(UnaryOperator<Map<String, Object>> plugin) {
    admission = plugin;
  }

  /** A number that rises with every write. */
  public long version() {
    return version;
  }

  public Optional<Map<String, Object>> get(ObjectKey key) {
    return Optional.ofNullable(objects.get(key));
  }

  /** The objects of a kind, in the order in which they were created. */
  public List<Map<String, Object>> list(ResourceKind kind) {
    return objects.entrySet().stream()
        .filter(entry -> entry.getKey().kind().equals(kind))
        .map(Map.Entry::getValue)
        .toList();
  }

  /** All objects by key. */
  public Map<ObjectKey, Map<String, Object>> all() {
    return objects;
  }

  /** Creates or replaces an object; a changed spec is a new generation. */
  public Map<String, Object> put(ObjectKey key, Map<String, Object> object, Instant now) {
    Map<String, Object> before = objects.get(key);
    Map<String, Object> metadata = new LinkedHashMap<>(Unstructured.map(object, "metadata"));
    long generation = before == null ? 0 : Unstructured.number(before, 0, "metadata", "generation");
    boolean changed = before == null || !Unstructured.same(before.get("spec"), object.get("spec"));
    metadata.put("generation", changed ? generation + 1 : generation);
    if (before == null) {
      metadata.put("uid", "uid-" + (version + 1));
      metadata.put("creationTimestamp", now.truncatedTo(ChronoUnit.SECONDS).toString());
    } else {
      metadata.put("uid", Unstructured.text(before, "metadata", "uid"));
      metadata.put("creationTimestamp", Unstructured.text(before, "metadata", "creationTimestamp"));
      metadata.put("resourceVersion", resourceVersion(before));
      if (!changed && metadata.equals(before.get("metadata"))) {
        return before;
      }
    }
    return store(key, object, metadata);
  }

  /** Replaces the status of an object, if it differs. */
  public void putStatus(ObjectKey key, Map<String, Object> status) {
    Map<String, Object> before = objects.get(key);
    if (!status.equals(before.get("status"))) {
      Map<String, Object> object = new LinkedHashMap<>(before);
      object.put("status", status);
      store(key, object, new LinkedHashMap<>(Unstructured.map(before, "metadata")));
    }
  }

  /** Removes an object, if it is there. */
  public void remove(ObjectKey key) {
    if (objects.remove(key) != null) {
      version++;
    }
  }

  private Map<String, Object> store(
      ObjectKey key, Map<String, Object> object, Map<String, Object> metadata) {
    metadata.put("resourceVersion", Long.toString(++version));
    Map<String, Object> stored = new LinkedHashMap<>(object);
    stored.put("metadata", metadata);
    objects.put(key, stored);
    return stored;
  }

  /** Makes a fenced write. Returns whether it was made; it is not after a lost race. */
  public boolean write(Change change, Instant now) {
    return change.accept(new FencedWrite(now));
  }

  private final class FencedWrite implements Change.Writer<Boolean> {
    private final Instant now;

    FencedWrite(Instant now) {
      this.now = now;
    }

    @Override
    public Boolean apply(Change.Apply apply) {
      Map<String, Object> before = objects.get(apply.target());
      String current = before == null ? "" : resourceVersion(before);
      if (!current.equals(apply.resourceVersion())) {
        return false;
      }
      Map<String, Object> next =
          before == null ? apply.object() : MergePatch.apply(before, ownPart(apply.object()));
      Map<String, Object> whole = new LinkedHashMap<>(next);
      whole.put("spec", apply.object().get("spec"));
      put(apply.target(), admission.apply(whole), now);
      return true;
    }

    @Override
    public Boolean create(Change.Create create) {
      if (objects.containsKey(create.target())) {
        return false;
      }
      put(create.target(), create.object(), now);
      return true;
    }

    @Override
    public Boolean patch(Change.Patch patch) {
      Map<String, Object> before = objects.get(patch.target());
      if (before == null || !isCurrent(before, patch.uid(), patch.resourceVersion())) {
        return false;
      }
      put(patch.target(), MergePatch.apply(before, patch.patch()), now);
      return true;
    }

    @Override
    public Boolean delete(Change.Delete delete) {
      Map<String, Object> before = objects.get(delete.target());
      if (before != null && !isCurrent(before, delete.uid(), delete.resourceVersion())) {
        return false;
      }
      remove(delete.target());
      return true;
    }
  }

  /** Labels and annotations are set one by one; those of others stay. */
  private static Map<String, Object> ownPart(Map<String, Object> object) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    for (String part : List.of("labels", "annotations")) {
      metadata.put(part, Unstructured.map(object, "metadata", part));
    }
    metadata.put("ownerReferences", null);
    return Map.of("metadata", metadata);
  }

  private static boolean isCurrent(Map<String, Object> object, String uid, String version) {
    return Unstructured.text(object, "metadata", "uid").equals(uid)
        && resourceVersion(object).equals(version);
  }

  private static String resourceVersion(Map<String, Object> object) {
    return Unstructured.text(object, "metadata", "resourceVersion");
  }
}
