package dev.sluice.lab.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;

/**
 * The status of a CanaryRelease as a user reads it. Missing fields are empty.
 *
 * @param phase such as {@code Stable}
 * @param message current state in one sentence
 * @param stable the stable version
 * @param version of the current release, or the last one
 * @param outcome of that release, {@code InProgress} while it is running
 * @param reason reason, one word
 * @param explanation reason, one sentence
 * @param progress of the steps, such as {@code 2/3}
 * @param step name of the step
 * @param weight weight of the canary in percent
 */
public record ReleaseSummary(
    String phase,
    String message,
    String stable,
    String version,
    String outcome,
    String reason,
    String explanation,
    String progress,
    String step,
    int weight) {

  /** The CanaryRelease as an untyped resource, as any client sees it. */
  public static Resource<GenericKubernetesResource> resource(
      KubernetesClient client, String namespace, String name) {
    return client
        .genericKubernetesResources("sluice.dev/v1alpha1", "CanaryRelease")
        .inNamespace(namespace)
        .withName(name);
  }

  /** Reads the current status; fields are empty if the object does not exist. */
  public static ReleaseSummary now(KubernetesClient client, String namespace, String name) {
    return of(Serialization.jsonMapper().valueToTree(resource(client, namespace, name).get()));
  }

  static ReleaseSummary of(JsonNode object) {
    JsonNode status = object.path("status");
    JsonNode release = status.path("release");
    JsonNode step = release.path("step");
    return new ReleaseSummary(
        status.path("phase").asText(),
        status.path("message").asText(),
        status.path("stable").path("version").asText(),
        release.path("version").asText(),
        release.path("outcome").asText(),
        release.path("reason").asText(),
        release.path("message").asText(),
        step.path("progress").asText(),
        step.path("name").asText(),
        step.path("weight").asInt());
  }

  /** Whether the release of a version has ended with this outcome. */
  public boolean ended(String ofVersion, String how) {
    return version.equals(ofVersion) && outcome.equals(how);
  }

  /** Whether the release of a version has ended. */
  public boolean ended(String ofVersion) {
    return version.equals(ofVersion) && !outcome.isEmpty() && !outcome.equals("InProgress");
  }

  /** Phase, step and weight in short. */
  public String where() {
    if (!outcome.equals("InProgress") || progress.isEmpty()) {
      return phase;
    }
    String name = step.isEmpty() ? "" : " " + step;
    return phase + ", step " + progress + name + ", " + weight + "%";
  }
}
