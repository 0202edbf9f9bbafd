package dev.sluice.messages;

import java.util.List;

/** The sentences of {@code status.message}: what is so and what it waits for. */
public final class StatusMessages {
  private StatusMessages() {}

  public static String writeRejected(String problem) {
    return "A write was rejected: " + problem;
  }

  public static String adopting(String deployment) {
    return "Adopting Deployment " + deployment;
  }

  public static String waitingForDeployment(String deployment) {
    return "Waiting for Deployment " + deployment;
  }

  public static String waitingForAvailability(String deployment, int available, int replicas) {
    return "Waiting for Deployment %s to become available (%d/%d pods)"
        .formatted(deployment, available, replicas);
  }

  public static String stable(String version) {
    return "All requests go to " + version;
  }

  public static String unmanaged(String deployment) {
    return "Deployment %s has the annotation sluice.dev/unmanaged: Sluice changes nothing. Remove the annotation to continue"
        .formatted(deployment);
  }

  public static String paused(int weight, String version) {
    return "Paused (spec.paused) at %d%% of requests to %s".formatted(weight, version);
  }

  public static String pendingWhilePaused(String stable) {
    return "A new pod template is pending; set spec.paused=false to release it. All requests go to "
        + stable;
  }

  public static String rolledBack(String version, String cause, String stable) {
    return "%s was rolled back: %s. All requests go to %s; update the pod template to release again"
        .formatted(version, cause, stable);
  }

  public static String rollingBack(String version, String cause) {
    return "Rolling back %s: %s".formatted(version, cause);
  }

  public static String recovering() {
    return "The release state was lost; waiting until a single ReplicaSet owns all pods";
  }

  public static String removalWaitsForPods(String deployment, String version) {
    return "Removing Sluice waits for ready pods of Deployment %s: the canary of %s serves in their place. Apply the template of %s, or scale the Deployment to 0"
        .formatted(deployment, version, version);
  }

  /** The release ends first. */
  public static String removingAfterRelease(String deployment, String progress) {
    return "Removing Sluice from Deployment %s once the release has ended: %s"
        .formatted(deployment, progress);
  }

  public static String removing(String deployment) {
    return "Removing Sluice from Deployment " + deployment;
  }

  public static String removingPaused(String deployment) {
    return "Removing Sluice from Deployment %s; it stays paused on an unreleased pod template, run \"kubectl rollout resume\" to roll it out"
        .formatted(deployment);
  }

  /**
   * Why the subsets stay while Sluice leaves.
   *
   * @param users routes of others that name them, as KIND NAMESPACE/NAME
   */
  public static String subsetsInUse(String service, List<String> users) {
    return "Removing Sluice: the subsets of %s stay, because routes to them would answer 503 without them; remove \"subset\" from %s"
        .formatted(service, String.join(", ", users));
  }

  public static String pinning(String version, String stable) {
    return "Preparing %s: pinning requests to the pods of %s".formatted(version, stable);
  }

  public static String starting(String version, String pods) {
    return "Starting %s: %s".formatted(version, pods);
  }

  public static String scaling(int weight, String version, int next, String pods) {
    return "%d%% of requests to %s; scaling the canary for %d%% (%s)"
        .formatted(weight, version, next, pods);
  }

  public static String waitingForBaseline(String missing) {
    return "; waiting for baseline metrics: " + missing;
  }

  public static String running(int weight, String version, boolean held, String verdict) {
    return "%d%% of requests to %s%s%s"
        .formatted(weight, version, held ? "; on hold: " : "; ", verdict);
  }

  public static String stableUnavailable(String stable, int weight, String version) {
    return "No pod of %s is ready: %d%% of requests to %s until all of its pods are"
        .formatted(stable, weight, version);
  }

  public static String canaryUnavailable(String version, String pods) {
    return "No request to %s until all of its pods are ready (%s)".formatted(version, pods);
  }

  public static String watchingFailures(String version) {
    return "No request to %s: requests failed before they reached a pod, and Sluice watches whether that ends without it"
        .formatted(version);
  }

  /** While decisions fail. */
  public static String decisionFailed(String error) {
    return "Sluice cannot decide because of an internal error: nothing advances, and a version in"
        + " its steps gets no requests. Report this error: "
        + error;
  }

  /** Decisions succeed again. */
  public static String decisionSucceeds(String version, String pods, boolean waitsForPerson) {
    return "No request to %s: decisions failed by an error in Sluice. %s"
        .formatted(
            version,
            waitsForPerson
                ? "It was the third time: the step continues with sluice retry or another version"
                    + " of Sluice"
                : "The step continues once all of its pods are ready (" + pods + ")");
  }

  public static String servingFromAllPods(String version, String pods) {
    return "No canary pod of %s is ready (%s): requests go to every ready pod of the Service"
        .formatted(version, pods);
  }

  public static String beginningPromotion(String version) {
    return "Beginning the promotion of %s: the pods before it finish their requests"
        .formatted(version);
  }

  public static String rollingOut(String version) {
    return "Rolling out %s to the Deployment; requests stay on the canary".formatted(version);
  }

  public static String rolloutLate(String cause) {
    return "The rollout of the Deployment is not progressing; requests stay on the canary: "
        + cause;
  }

  public static String rolloutWithoutPods(String deployment, String version) {
    return "Deployment %s is scaled to 0; requests stay on the canary of %s until it has pods"
        .formatted(deployment, version);
  }

  public static String waitingForAutoscaler(String deployment, String pods) {
    return "; waits until its autoscaler has given Deployment %s more pods (%s)"
        .formatted(deployment, pods);
  }

  public static String preparingShift(String version) {
    return "Preparing to shift requests to the Deployment's pods of " + version;
  }

  public static String shifting(int percent, String verdict) {
    return "Shifting requests from the canary to the Deployment: %d%% there; %s"
        .formatted(percent, verdict);
  }

  public static String shiftFailed(boolean waitsForPerson) {
    return "The Deployment's new pods failed; requests are back on the canary"
        + (waitsForPerson ? ". No try is left: retry begins again, or apply another version" : "");
  }

  public static String rollbackWaits(String version, int weight, String stable) {
    return "%s is to be rolled back, but only its pods are ready: it keeps %d%% of requests until a pod of %s is"
        .formatted(version, weight, stable);
  }

  public static String removingCanary(String version) {
    return "All requests go to the Deployment's pods of %s; removing the canary".formatted(version);
  }

  public static String seeProgrammed() {
    return "; a write was rejected, see the condition Programmed";
  }

  public static String waitingForPods(String deployment) {
    return "Deployment %s is scaled to 0; its new template is released when it has pods again"
        .formatted(deployment);
  }

  public static String rolloutInterrupted(String deployment, String stable) {
    return "Deployment %s runs pods of two templates: its rollout was paused in the middle. Apply the template of %s again, or let Kubernetes finish it with sluice promote"
        .formatted(deployment, stable);
  }

  public static String resumingRollout(String deployment) {
    return "Resuming the rollout of Deployment %s, as ordered".formatted(deployment);
  }

  /**
   * Why a release waits for a time.
   *
   * @param managers who manage the pod template and wrote it lately, as far as is known
   */
  public static String templateFlapping(
      String window, String version, String until, List<String> managers) {
    String by = managers.isEmpty() ? "" : " (field managers: " + String.join(", ", managers) + ")";
    return "Pod templates take turns%s: two releases ended before their promotion within %s; the release of %s starts at %s, or at once with sluice retry"
        .formatted(by, window, version, until);
  }

  public static String noStablePod(String version) {
    return "no pod of the stable version %s is ready".formatted(version);
  }

  public static String followingDeployment(String version) {
    return "The Deployment was created again; requests move to its pods of " + version;
  }

  public static String interrupted(String version) {
    return "A newer pod template was applied; requests stay on " + version;
  }

  public static String seeAccepted() {
    return "The condition Accepted says what to correct";
  }

  public static String notAnalyzedYet() {
    return "not analyzed yet";
  }

  public static String pods(int available, int replicas) {
    return "%d/%d pods available".formatted(available, replicas);
  }

  public static String noPods() {
    return "no pods yet";
  }

  public static String countedByCallers() {
    return "Requests are counted by the proxies of their callers";
  }

  public static String countedByOwnPods() {
    return "Requests are counted by the proxies of the service's own pods";
  }

  public static String countedByWaypoint() {
    return "Requests are counted by the service's waypoint";
  }

  public static String leftOut(String workloads) {
    return ". Requests from %s are left out: a gateway's rule sends them to subset: stable"
        .formatted(workloads);
  }

  public static String noBaselineTraffic() {
    return "No mesh traffic to the stable version in the last 30 minutes; latency is not analyzed."
        + " Check that callers have a sidecar and are scraped";
  }
}
