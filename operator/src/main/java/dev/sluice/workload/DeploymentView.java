package dev.sluice.workload;

import dev.sluice.common.Unstructured;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One Deployment as the API server returned it: the user's, or a canary of Sluice's.
 *
 * @param object the whole object, never changed
 */
public record DeploymentView(Map<String, Object> object) {
  private static final Pattern REVISION = Pattern.compile("[0-9]{1,18}");

  public String name() {
    return Unstructured.text(object, "metadata", "name");
  }

  public String uid() {
    return Unstructured.text(object, "metadata", "uid");
  }

  public String resourceVersion() {
    return Unstructured.text(object, "metadata", "resourceVersion");
  }

  public Optional<Instant> createdAt() {
    String time = Unstructured.text(object, "metadata", "creationTimestamp");
    return time.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(time));
  }

  public long generation() {
    return Unstructured.number(object, 0, "metadata", "generation");
  }

  public boolean deleting() {
    return Unstructured.at(object, "metadata", "deletionTimestamp").isPresent();
  }

  public boolean managed() {
    return "true".equals(Unstructured.text(object, "metadata", "labels", Labels.MANAGED));
  }

  /** Whether a person took it out of Sluice's hands for a while. */
  public boolean unmanaged() {
    return "true".equals(Unstructured.text(object, "metadata", "annotations", Labels.UNMANAGED));
  }

  /** Revision that a canary Deployment runs; 0 for the user's Deployment. */
  public long revision() {
    String revision = Unstructured.text(object, "metadata", "labels", Labels.REVISION);
    return !revision.isEmpty() && REVISION.matcher(revision).matches()
        ? Long.parseLong(revision)
        : 0;
  }

  public Map<String, Object> template() {
    return Unstructured.map(object, "spec", "template");
  }

  /** Labels of its pods, but for those that Kubernetes adds. */
  public Map<String, String> podLabels() {
    return Unstructured.texts(template(), "metadata", "labels");
  }

  /** The same labels as the pods of any canary of its template have them. */
  public Map<String, String> canaryPodLabels() {
    Map<String, String> labels = new HashMap<>(podLabels());
    labels.put(Labels.TRACK, Labels.CANARY);
    return labels;
  }

  public Map<String, Object> selector() {
    return Unstructured.map(object, "spec", "selector");
  }

  /** Pods that the spec asks for; Kubernetes' default of one when it says nothing. */
  public int replicas() {
    return (int) Unstructured.number(object, 1, "spec", "replicas");
  }

  public boolean paused() {
    return Unstructured.flag(object, "spec", "paused");
  }

  /** Who set {@code paused} itself; empty when the admission policy or Sluice did. */
  public Optional<String> pausedBy() {
    return Unstructured.maps(object, "metadata", "managedFields").stream()
        .filter(entry -> Unstructured.at(entry, "fieldsV1", "f:spec", "f:paused").isPresent())
        .map(entry -> Unstructured.text(entry, "manager"))
        .filter(manager -> !manager.equals(Labels.SLUICE))
        .findFirst();
  }

  /** Who manages fields of the pod template and wrote the object at this time or later. */
  public List<String> templateManagers(Instant since) {
    return Unstructured.maps(object, "metadata", "managedFields").stream()
        .filter(entry -> Unstructured.at(entry, "fieldsV1", "f:spec", "f:template").isPresent())
        .filter(entry -> isSince(Unstructured.text(entry, "time"), since))
        .map(entry -> Unstructured.text(entry, "manager"))
        .distinct()
        .sorted()
        .toList();
  }

  private static boolean isSince(String time, Instant since) {
    try {
      return !Instant.parse(time).isBefore(since);
    } catch (DateTimeException e) {
      return false;
    }
  }

  /** Whether the Deployment controller has seen this spec and every pod of it is available. */
  public boolean complete() {
    int wanted = replicas();
    return Unstructured.number(object, -1, "status", "observedGeneration") >= generation()
        && Unstructured.number(object, 0, "status", "updatedReplicas") == wanted
        && Unstructured.number(object, 0, "status", "replicas") == wanted
        && Unstructured.number(object, 0, "status", "availableReplicas") == wanted;
  }

  /** What the Deployment controller says when the pods did not come up in the Deployment's time. */
  public Optional<String> deadlineExceeded() {
    return condition("Progressing")
        .filter(
            condition -> "ProgressDeadlineExceeded".equals(Unstructured.text(condition, "reason")))
        .map(condition -> Unstructured.text(condition, "message"));
  }

  /** Why pods could not be created, for example a quota. */
  public Optional<String> replicaFailure() {
    return condition("ReplicaFailure")
        .filter(condition -> "True".equals(Unstructured.text(condition, "status")))
        .map(condition -> Unstructured.text(condition, "message"));
  }

  /** Pods that are available now. */
  public int available() {
    return (int) Unstructured.number(object, 0, "status", "availableReplicas");
  }

  private Optional<Map<String, Object>> condition(String type) {
    List<Map<String, Object>> conditions = Unstructured.maps(object, "status", "conditions");
    return conditions.stream()
        .filter(entry -> type.equals(Unstructured.text(entry, "type")))
        .findFirst();
  }
}
