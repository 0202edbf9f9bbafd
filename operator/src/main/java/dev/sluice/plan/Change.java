package dev.sluice.plan;

import dev.sluice.common.Unstructured;
import java.util.Map;

/**
 * One write to the cluster. It carries the version of the object that it was decided on; if that is
 * no longer current the write must fail, and what to do is decided anew.
 */
public sealed interface Change {

  /** What is written to. */
  Target target();

  /** One line for the log and the events, for example {@code canary weight 20}. */
  String what();

  /** An object's address. */
  record Target(String apiVersion, String kind, String namespace, String name) {
    public static Target of(Map<String, Object> object) {
      return new Target(
          Unstructured.text(object, "apiVersion"),
          Unstructured.text(object, "kind"),
          Unstructured.text(object, "metadata", "namespace"),
          Unstructured.text(object, "metadata", "name"));
    }

    @Override
    public String toString() {
      return kind + "/" + name;
    }
  }

  /**
   * Server-side apply of an object that Sluice owns.
   *
   * @param resourceVersion the version it replaces, or empty when it was not there
   */
  record Apply(Map<String, Object> object, String resourceVersion, String what) implements Change {
    @Override
    public Target target() {
      return Target.of(object);
    }
  }

  /** Creation of an object that must not exist. */
  record Create(Map<String, Object> object, String what) implements Change {
    @Override
    public Target target() {
      return Target.of(object);
    }
  }

  /** JSON merge patch of some fields, fenced by uid and resourceVersion. */
  record Patch(
      Target target, String uid, String resourceVersion, Map<String, Object> patch, String what)
      implements Change {}

  /** Deletion, in the background, fenced by uid and resourceVersion. */
  record Delete(Target target, String uid, String resourceVersion, String what) implements Change {}
}
