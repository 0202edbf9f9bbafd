package dev.sluice.lab.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;

/**
 * What a CanaryRelease's status says, as anybody reads it. Texts are empty where it says nothing.
 *
 * @param phase such as {@code Stable}
 * @param message where things stand
 * @param stable version that users are on outside a release
 * @param version of the current release, or the last one
 * @param outcome of that release, {@code InProgress} while it goes on
 * @param reason why, as one word
 * @param explanation why, in a sentence
 * @param progress of the steps, such as {@code 2/3}
 * @param step name of the step
 * @param weight canary's share in percent
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

  /** The CanaryRelease, without its types: this looks at it from outside. */
  public static Resource<GenericKubernetesResource> resource(
      KubernetesClient client, String namespace, String name) {
    return client
        .genericKubernetesResources("sluice.dev/v1alpha1", "CanaryRelease")
        .inNamespace(namespace)
        .withName(name);
  }

  /** As the API server has it now; empty texts if it is not there. */
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

  /** Whether the release of a version has ended so. */
  public boolean ended(String ofVersion, String how) {
    return version.equals(ofVersion) && outcome.equals(how);
  }

  /** Whether the release of a version has ended in any way. */
  public boolean ended(String ofVersion) {
    return version.equals(ofVersion) && !outcome.isEmpty() && !outcome.equals("InProgress");
  }

  /** Where it is, short: phase, step and weight. */
  public String where() {
    if (!outcome.equals("InProgress") || progress.isEmpty()) {
      return phase;
    }
    String name = step.isEmpty() ? "" : " " + step;
    return phase + ", step " + progress + name + ", " + weight + " %";
  }
}
