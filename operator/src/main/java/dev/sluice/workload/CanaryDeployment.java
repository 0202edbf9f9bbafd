package dev.sluice.workload;

import dev.sluice.common.ReleaseRef;
import dev.sluice.common.Unstructured;
import java.util.LinkedHashMap;
import java.util.Map;

/** Builds the Deployment that runs the new version beside the user's own. */
public final class CanaryDeployment {
  private CanaryDeployment() {}

  /** Labels that a canary pod has beside the user's own. */
  public static Map<String, String> labels(long revision) {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put(Labels.TRACK, Labels.CANARY);
    labels.put(Labels.REVISION, Long.toString(revision));
    return labels;
  }

  /**
   * The canary of {@code stable}'s new template. Its pods keep every label of the user's, so that
   * whatever selects the service's pods selects them too; nothing of the Deployment's own metadata
   * is taken over, since that belongs to the tools that track it.
   *
   * @param release what it belongs to
   * @param labels labels for its metadata; Sluice's own take precedence
   * @param replicas pods to start with, at least 1
   */
  public static Map<String, Object> build(
      DeploymentView stable,
      ReleaseRef release,
      Map<String, String> labels,
      long revision,
      int replicas) {
    Map<String, String> own = labels(revision);

    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("name", Labels.canary(stable.name(), revision));
    metadata.put("namespace", Unstructured.text(stable.object(), "metadata", "namespace"));
    metadata.put("labels", metadataLabels(labels, own, release));
    metadata.put("annotations", Labels.origin(release));

    Map<String, Object> spec = Unstructured.copy(Unstructured.map(stable.object(), "spec"));
    spec.remove("paused");
    spec.put("replicas", replicas);
    spec.put("selector", selector(stable.selector(), own));
    spec.put("template", PodTemplates.labelled(stable.template(), own));

    Map<String, Object> deployment = new LinkedHashMap<>();
    deployment.put("apiVersion", "apps/v1");
    deployment.put("kind", "Deployment");
    deployment.put("metadata", metadata);
    deployment.put("spec", spec);
    return deployment;
  }

  private static Map<String, Object> metadataLabels(
      Map<String, String> users, Map<String, String> own, ReleaseRef release) {
    Map<String, Object> labels = new LinkedHashMap<>(users);
    labels.putAll(own);
    labels.put(Labels.MANAGED_BY, Labels.SLUICE);
    labels.put(Labels.RELEASE, release.name());
    return labels;
  }

  private static Map<String, Object> selector(Map<String, Object> users, Map<String, String> own) {
    Map<String, Object> selector = Unstructured.copy(users);
    Map<String, Object> match = new LinkedHashMap<>(Unstructured.map(selector, "matchLabels"));
    match.putAll(own);
    selector.put("matchLabels", match);
    return selector;
  }
}
