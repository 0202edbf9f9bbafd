package dev.sluice.plan;

import dev.sluice.common.ObjectKey;
import dev.sluice.common.Unstructured;
import java.util.List;
import java.util.Map;

/**
 * One write to the cluster. It carries the version of the object that it was decided on; if that is
 * no longer current the write must fail, and the next turn decides again.
 */
public sealed interface Change {

  /** The object that is written. */
  ObjectKey target();

  /** A few words for the log and events, for example {@code canary weight 20%}. */
  String summary();

  /** Calls the method of {@code writer} for this kind of change. */
  <R> R accept(Writer<R> writer);

  /** Carries out each kind of change; a new kind does not compile until every writer knows it. */
  interface Writer<R> {
    R apply(Apply change);

    R create(Create change);

    R patch(Patch change);

    R delete(Delete change);
  }

  /**
   * Writes an object that Sluice owns: its spec whole, of its labels and annotations our own.
   *
   * @param object as it should be
   * @param replaced the object as it was observed; empty when it does not exist
   */
  record Apply(
      ObjectKey target, Map<String, Object> object, Map<String, Object> replaced, String summary)
      implements Change {
    /** The version that it replaces, or empty. */
    public String resourceVersion() {
      return Unstructured.text(replaced, "metadata", "resourceVersion");
    }

    /** Whether the object must not exist. */
    public boolean creates() {
      return replaced.isEmpty();
    }

    /** The JSON patch that makes {@code object} of {@code replaced}, fenced by its version. */
    public List<Map<String, Object>> patch() {
      return JsonPatch.replacing(replaced, object);
    }

    @Override
    public <R> R accept(Writer<R> writer) {
      return writer.apply(this);
    }
  }

  /** Creates an object that must not exist. */
  record Create(ObjectKey target, Map<String, Object> object, String summary) implements Change {
    @Override
    public <R> R accept(Writer<R> writer) {
      return writer.create(this);
    }
  }

  /** JSON merge patch of some fields, fenced by uid and resourceVersion. */
  record Patch(
      ObjectKey target,
      String uid,
      String resourceVersion,
      Map<String, Object> patch,
      String summary)
      implements Change {
    @Override
    public <R> R accept(Writer<R> writer) {
      return writer.patch(this);
    }
  }

  /** Deletion, in the background, fenced by uid and resourceVersion. */
  record Delete(ObjectKey target, String uid, String resourceVersion, String summary)
      implements Change {
    @Override
    public <R> R accept(Writer<R> writer) {
      return writer.delete(this);
    }
  }
}
