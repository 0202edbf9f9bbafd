package dev.sluice.messages;

/** The messages of the actions that people order. */
public final class ActionMessages {
  private ActionMessages() {}

  /**
   * For example {@code promote of revision 17 by kubectl-annotate: 1.4.2 gets all requests ...}.
   *
   * @param by field manager of the annotation, empty if unknown
   */
  public static String accepted(String action, long revision, String by, String effect) {
    return "%s of revision %d%s: %s"
        .formatted(action, revision, by.isEmpty() ? "" : " by " + by, effect);
  }

  public static String rejected(String action, String cause) {
    return action + ": " + cause;
  }

  public static String promotes(String version) {
    return version + " gets all requests once its pods are ready";
  }

  public static String rolloutContinues(String deployment) {
    return "Deployment %s continues its rollout".formatted(deployment);
  }

  public static String rollsBack(String version, String stable) {
    return "all requests return from %s to %s".formatted(version, stable);
  }

  /** The end of a release that a person rolled back. */
  public static String rolledBack(String by) {
    return "rolled back by action" + (by.isEmpty() ? "" : " of " + by);
  }

  public static String releasesAgain(String version) {
    return version + " is released again, in a new revision";
  }

  public static String stepContinues(String version) {
    return "the step of " + version + " continues";
  }

  public static String notARevision() {
    return "the value of the annotation must be the revision that it means, such as 17, or 17/2 to order"
        + " again";
  }

  public static String noRelease() {
    return "no release is in progress";
  }

  public static String inProgress(String version) {
    return "the release of %s is in progress".formatted(version);
  }

  public static String hasEnded(String version, String outcome) {
    return "the release of %s has ended (%s)".formatted(version, outcome);
  }

  public static String pastSteps(String version) {
    return "the release of %s has left its steps".formatted(version);
  }

  public static String returnFailed(String version) {
    return "the return of %s failed: retry tries it again".formatted(version);
  }

  public static String notComplete(String deployment) {
    return "not all pods of Deployment %s are ready".formatted(deployment);
  }

  /** The effect of retrying a failed return. */
  public static String returnsAgain(String deployment) {
    return "requests return to Deployment %s again, in steps".formatted(deployment);
  }

  public static String pastRollback(String version) {
    return "the release of %s has left its steps, and the pods before it are going; apply the"
            .formatted(version)
        + " version before it";
  }

  public static String nothingWaits() {
    return "no template waits to be released";
  }

  public static String paused() {
    return "spec.paused is true; no release starts";
  }

  public static String blocked() {
    return "no release starts; the condition Accepted says why";
  }

  public static String noOneVersion() {
    return "the Deployment does not run one version that could be returned to";
  }
}
