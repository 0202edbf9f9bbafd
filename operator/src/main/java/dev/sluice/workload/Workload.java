package dev.sluice.workload;

import dev.sluice.plain.Plain;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One Deployment as the API server returned it: the user's, or a canary of Sluice's.
 *
 * @param object the whole object, never changed
 */
public record Workload(Map<String, Object> object) {
  private static final Pattern REVISION = Pattern.compile("[0-9]{1,18}");

  public String name() {
    return Plain.text(object, "metadata", "name");
  }

  public String uid() {
    return Plain.text(object, "metadata", "uid");
  }

  public String resourceVersion() {
    return Plain.text(object, "metadata", "resourceVersion");
  }

  public long generation() {
    return Plain.number(object, 0, "metadata", "generation");
  }

  public boolean deleting() {
    return Plain.at(object, "metadata", "deletionTimestamp").isPresent();
  }

  public boolean managed() {
    return "true".equals(Plain.text(object, "metadata", "labels", Names.MANAGED));
  }

  /** Revision that a canary Deployment runs; 0 for the user's Deployment. */
  public long revision() {
    String revision = Plain.text(object, "metadata", "labels", Names.REVISION);
    return !revision.isEmpty() && REVISION.matcher(revision).matches()
        ? Long.parseLong(revision)
        : 0;
  }

  public Map<String, Object> template() {
    return Plain.map(object, "spec", "template");
  }

  public Map<String, Object> selector() {
    return Plain.map(object, "spec", "selector");
  }

  /** Pods that the spec asks for; Kubernetes' default of one when it says nothing. */
  public int replicas() {
    return (int) Plain.number(object, 1, "spec", "replicas");
  }

  public boolean paused() {
    return Plain.flag(object, "spec", "paused");
  }

  /** Who set {@code paused} itself; empty when the admission policy or Sluice did. */
  public Optional<String> pausedBy() {
    return Plain.maps(object, "metadata", "managedFields").stream()
        .filter(entry -> Plain.at(entry, "fieldsV1", "f:spec", "f:paused").isPresent())
        .map(entry -> Plain.text(entry, "manager"))
        .filter(manager -> !manager.equals(Names.SLUICE))
        .findFirst();
  }

  /** Whether the Deployment controller has seen this spec and every pod of it is available. */
  public boolean complete() {
    int wanted = replicas();
    return Plain.number(object, -1, "status", "observedGeneration") >= generation()
        && Plain.number(object, 0, "status", "updatedReplicas") == wanted
        && Plain.number(object, 0, "status", "replicas") == wanted
        && Plain.number(object, 0, "status", "availableReplicas") == wanted;
  }

  /** What the Deployment controller says when the pods did not come up in the Deployment's time. */
  public Optional<String> deadlineExceeded() {
    return condition("Progressing")
        .filter(condition -> "ProgressDeadlineExceeded".equals(Plain.text(condition, "reason")))
        .map(condition -> Plain.text(condition, "message"));
  }

  /** Pods that are available now. */
  public int available() {
    return (int) Plain.number(object, 0, "status", "availableReplicas");
  }

  private Optional<Map<String, Object>> condition(String type) {
    List<Map<String, Object>> conditions = Plain.maps(object, "status", "conditions");
    return conditions.stream().filter(entry -> type.equals(Plain.text(entry, "type"))).findFirst();
  }
}
