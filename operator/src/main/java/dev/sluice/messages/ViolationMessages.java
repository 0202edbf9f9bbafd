package dev.sluice.messages;

import java.util.Map;

/** What is wrong around a CanaryRelease, and what to do about it. */
public final class ViolationMessages {
  private ViolationMessages() {}

  public static String deploymentConflict(String deployment, String release) {
    return "\"%s\" is already managed by CanaryRelease %s; delete one of them"
        .formatted(deployment, release);
  }

  public static String serviceConflict(String service, String release) {
    return "\"%s\" is already routed by CanaryRelease %s; delete one of them"
        .formatted(service, release);
  }

  public static String hostConfigured(String service) {
    return "already configures host \"" + service + "\"";
  }

  public static String removeHost(String service) {
    return "remove that host from it";
  }

  public static String nameConflict() {
    return "exists and is not managed by Sluice; rename it or the CanaryRelease";
  }

  public static String notFound(String kind, String name, String namespace) {
    return "%s \"%s\" does not exist in namespace %s; create it or correct the name"
        .formatted(kind, name, namespace);
  }

  public static String pausedBy(String manager) {
    return "spec.paused is set by field manager \"%s\"; remove it there, Sluice manages this field"
        .formatted(manager);
  }

  public static String noHttpPort() {
    return "no port declares HTTP; name a port \"http\" or \"grpc\", or set its appProtocol";
  }

  public static String selectorMismatch(
      Map<String, String> selector, String deployment, Map<String, String> labels) {
    return "its selector %s does not select the pods of Deployment %s, which have labels %s"
        .formatted(selector, deployment, labels);
  }

  /** The chart value is named after the field, such as {@code rateLimit.enabled}. */
  public static String policyDisabled(String field) {
    return ("is not enabled in this installation of Sluice, which has no right to write it; set the"
            + " chart value %s.enabled=true, or remove the field")
        .formatted(field.substring(field.lastIndexOf('.') + 1));
  }

  public static String unknownBucket(String millis, String nearest) {
    return "%s ms is not a bucket of Istio's latency histogram; use %s ms"
        .formatted(millis, nearest);
  }

  // The pause policy

  public static String mayNotReadPausePolicy(String answer) {
    return "not allowed to read the pause policy: " + answer + "; install the chart's RBAC";
  }

  public static String noAdmissionPolicies() {
    return "the API server does not serve MutatingAdmissionPolicy v1, which pauses a Deployment"
        + " when its template changes; upgrade to Kubernetes 1.36 or later";
  }

  public static String pausePolicyNotInstalled(String policy) {
    return "MutatingAdmissionPolicy \"%s\" or its binding is not installed; install the chart cluster-wide with pausePolicy.install=true"
        .formatted(policy);
  }

  public static String pausePolicyOfOthers(String policy, String user) {
    return "MutatingAdmissionPolicy \"%s\" does not exempt %s, so that Sluice could not resume a Deployment; install the policy of this installation's chart"
        .formatted(policy, user);
  }
}
