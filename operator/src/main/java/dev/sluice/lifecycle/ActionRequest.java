package dev.sluice.lifecycle;

/**
 * An action that an annotation of the CanaryRelease asks for. The annotation stays after the action
 * is done: only the recorded state says whether it is.
 *
 * @param revision the one that it means; 0 where the value does not name one
 * @param value of the annotation; another value is another order
 * @param by field manager of the annotation, empty if unknown
 */
public record ActionRequest(ReleaseAction action, long revision, String value, String by) {
  /** A request whose value is the revision alone. */
  public ActionRequest(ReleaseAction action, long revision, String by) {
    this(action, revision, Long.toString(revision), by);
  }
}
