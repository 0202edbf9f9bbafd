package dev.sluice.messages;

import java.util.Collection;
import java.util.List;

/** The messages of a release's events and of its ends. */
public final class EventMessages {
  private EventMessages() {}

  public static String adopted(String service, String version) {
    return "Service %s is now managed by Sluice; all requests go to %s".formatted(service, version);
  }

  public static String rolledOutWithoutRelease(String version) {
    return "The Deployment rolled out %s outside a release; it is now the stable version"
        .formatted(version);
  }

  public static String releaseStarted(String version, long revision, String stable) {
    return "Started release of %s (revision %d, stable %s)".formatted(version, revision, stable);
  }

  public static String promotionResumed(String version) {
    return "Resuming the promotion of " + version;
  }

  /** For example {@code Step 2/4 (more): 20% of requests to 1.4.2}. */
  public static String stepStarted(int index, int steps, String name, int weight, String version) {
    return "%s: %d%% of requests to %s".formatted(step(index, steps, name), weight, version);
  }

  public static String stepPassed(int index, int steps, String name, String findings) {
    return step(index, steps, name) + ": " + findings;
  }

  private static String step(int index, int steps, String name) {
    return "Step %d/%d (%s)".formatted(index, steps, name);
  }

  /** At the end of the steps, some of which an order of a person may have skipped. */
  public static String promoting(String version, boolean ordered) {
    return "%s; rolling out %s to the Deployment"
        .formatted(ordered ? "Promoted by action" : "All steps passed", version);
  }

  public static String promotionInterrupted(String version, String newer) {
    return "%s was applied during the promotion; requests stay on the verified canary of %s"
        .formatted(newer, version);
  }

  public static String shifting(int percent, String version) {
    return "Shifted %d%% of requests to the Deployment's pods of %s".formatted(percent, version);
  }

  public static String shiftFailed(String cause) {
    return "Shifted all requests back to the canary: " + cause;
  }

  public static String noDeploymentPods() {
    return "no pod of the Deployment is available";
  }

  public static String rollingBack(String reason, String cause) {
    return reason + ": " + cause;
  }

  public static String rolledBack(String version, String stable, String cause) {
    return "%s rolled back; all requests on %s. %s".formatted(version, stable, cause);
  }

  /** At the end of the release, of which an order of a person may have skipped steps. */
  public static String promoted(String version, boolean ordered) {
    return "%s %s and receives all requests"
        .formatted(version, ordered ? "was promoted by action" : "passed every step");
  }

  public static String managedAgain(String deployment) {
    return "Deployment %s is managed again; Sluice continues from what it observes"
        .formatted(deployment);
  }

  public static String rolloutInterrupted(String deployment, String version) {
    return "Deployment %s was paused in the middle of a rollout by a change of its template to %s"
        .formatted(deployment, version);
  }

  public static String deletedWhileStuck(String version) {
    return "the CanaryRelease is being deleted, and the rollout of %s does not progress: requests return to the Deployment's ready pods"
        .formatted(version);
  }

  public static String deleted() {
    return "the CanaryRelease is being deleted";
  }

  public static String canaryUnavailable() {
    return "canary has no ready pods";
  }

  public static String canaryLostPods(int weight, String version) {
    return "no canary pod is ready: %s gets 0%% of requests in place of %d%% until all pods are ready"
        .formatted(version, weight);
  }

  public static String servingFromAllPods(String version) {
    return "no canary pod of %s is ready: requests go to every ready pod of the Service until all of them are"
        .formatted(version);
  }

  public static String canaryRestored(String version) {
    return "all canary pods are ready again: %s gets all requests".formatted(version);
  }

  public static String returnedAtOnce(String version) {
    return "no canary pod is ready: all requests go to the Deployment's pods of " + version;
  }

  public static String stableUnavailable(String stable, int weight, String version) {
    return "no pod of %s is ready: %s gets %d%% of requests until all of them are"
        .formatted(stable, version, weight);
  }

  public static String autoscalerRunsAway(String autoscaler, int replicas) {
    return ("HorizontalPodAutoscaler %s has scaled the Deployment to its maximum of %d pods during"
            + " the release; it may count idle pods of the canary")
        .formatted(autoscaler, replicas);
  }

  public static String canaryMayNotSchedule(String version, List<String> obstacles) {
    return "Pods of %s may not find a node beside the stable ones: %s"
        .formatted(version, String.join("; ", obstacles));
  }

  /**
   * Proxies that reject what istiod sends.
   *
   * @param types Istio's short names, such as rds
   */
  public static String proxiesReject(Collection<String> types) {
    return ("proxies of the mesh reject configuration from istiod (%s): those that call this Service"
            + " may still route as before. istiod's log names the proxies and the cause")
        .formatted(String.join(", ", types));
  }

  /** A step continues, because of {@code cause}. */
  public static String stepResumed(String cause, int weight, String version) {
    return "%s: %s gets %d%% of requests".formatted(cause, version, weight);
  }

  public static String podsReady() {
    return "all pods are ready again";
  }

  /** The canary gets no requests while the failures are watched. */
  public static String unattributedFailures(String findings, int weight, String version) {
    return "%s: %s gets 0%% of requests in place of %d%% while Sluice watches whether that ends"
        .formatted(findings, version, weight);
  }

  /** Shares are 0 to 1. */
  public static String failuresWatched(double with, String flags, double without) {
    return "%s of requests failed before they reached a pod (response flags %s), %s while the canary got none"
        .formatted(Numbers.percent(with), flags, Numbers.percent(without));
  }

  /** The step continues before anything was found. */
  public static String notWatched() {
    return "requests that reach no pod are no longer watched";
  }

  public static String canaryDeleted() {
    return "the canary Deployment was deleted";
  }

  public static String scaledToZero(String deployment) {
    return "Deployment %s was scaled to 0".formatted(deployment);
  }

  public static String deploymentRecreated(String before, String now) {
    return "The pods of %s are gone; the Deployment runs %s, which is now the stable version without having been verified"
        .formatted(before, now);
  }

  public static String supersededByRecreation(String version) {
    return "the Deployment was created again with %s".formatted(version);
  }

  public static String superseded(String newer) {
    return "superseded by a newer pod template (%s)".formatted(newer);
  }

  public static String withdrawn() {
    return "the stable pod template was restored";
  }

  public static String noData(String cause) {
    return "no data: " + cause;
  }

  public static String stateLost() {
    return "the recorded state was lost";
  }

  public static String rolledBackBefore() {
    return "it was rolled back before its recorded state was lost";
  }

  public static String recovered(String stable, int weight) {
    return "Recovered lost state: stable version %s, %d%% of requests on the canary"
        .formatted(stable, weight);
  }

  public static String evidenceLost() {
    return "The recorded evidence cannot be read; learning starts again, and the chance of a false"
        + " rollback is up to twice the configured one for this release";
  }

  public static String modified(String object) {
    return object + " was modified outside Sluice; restored";
  }

  public static String removed(String object) {
    return object + " was deleted outside Sluice; restored";
  }

  public static String policyApplied(String object, String change) {
    return object + ": " + change;
  }

  public static String policyRemoved(String object) {
    return object + ": deleted, because the spec does not ask for it any more";
  }
}
