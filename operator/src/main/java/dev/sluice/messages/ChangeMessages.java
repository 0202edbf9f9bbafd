package dev.sluice.messages;

/** What one write does, in a few words, for the log. */
public final class ChangeMessages {
  private ChangeMessages() {}

  /** The route's weight. */
  public static String weight(int percent) {
    return "canary weight " + percent + "%";
  }

  /** The pods of a subset. */
  public static String subset(String subset, String pods) {
    return "subset " + subset + " selects " + pods;
  }

  /** The mode of a PeerAuthentication. */
  public static String mutualTls(String mode) {
    return "mTLS " + mode;
  }

  /** The rules of a RequestAuthentication. */
  public static String jwt(int rules) {
    return rules == 1 ? "tokens of 1 issuer" : "tokens of " + rules + " issuers";
  }

  /** The rules of an AuthorizationPolicy. */
  public static String allow(int rules) {
    return rules == 1 ? "1 rule allows requests" : rules + " rules allow requests";
  }

  /** The limit of an EnvoyFilter. */
  public static String rateLimit(int requests, String period, int burst) {
    return "rate limit %d per %s".formatted(requests, period)
        + (burst == 0 ? "" : ", burst " + burst);
  }

  public static String delete(String object) {
    return "delete " + object;
  }

  public static String createCanary(int replicas) {
    return "create canary Deployment with " + pods(replicas);
  }

  public static String scaleCanary(int replicas) {
    return "scale canary Deployment to " + pods(replicas);
  }

  public static String removeOwnerReference() {
    return "remove owner reference from canary Deployment";
  }

  public static String deleteCanary() {
    return "delete canary Deployment";
  }

  public static String addManagedLabel() {
    return "add managed label to Deployment";
  }

  public static String removeManagedLabel() {
    return "remove managed label from Deployment";
  }

  public static String pauseDeployment() {
    return "pause Deployment";
  }

  public static String resumeDeployment() {
    return "resume Deployment";
  }

  private static String pods(int count) {
    return count == 1 ? "1 pod" : count + " pods";
  }
}
