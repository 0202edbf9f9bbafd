package dev.sluice.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.common.ReleaseRef;
import dev.sluice.common.Unstructured;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodTemplatesTest {
  private static Map<String, Object> template(String image, Map<String, Object> labels) {
    return Map.of(
        "metadata", Map.of("labels", labels),
        "spec", Map.of("containers", List.of(Map.of("image", image)), "future", 1));
  }

  @Test
  void labelsOfKubernetesAndSluiceDoNotCount() {
    Map<String, Object> users = template("app:1", Map.of("app", "users"));
    Map<String, Object> added = new HashMap<>(CanaryDeployment.labels(3));
    added.put("app", "users");
    added.put(Labels.POD_TEMPLATE_HASH, "abc");
    assertThat(PodTemplates.same(users, template("app:1", added))).isTrue();
    assertThat(PodTemplates.same(users, template("app:2", added))).isFalse();
    assertThat(PodTemplates.same(users, template("app:1", Map.of("app", "users", "new", "x"))))
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "app:1.2, 1.2",
    "host:5000/app, latest",
    "host:5000/app:1.2, 1.2",
    "app:1.2@sha256:0123456789abcdef, 1.2",
    "app@sha256:0123456789abcdef, sha256:0123456789ab"
  })
  void theVersionIsTheImagesTag(String image, String version) {
    assertThat(PodTemplates.version(template(image, Map.of()))).isEqualTo(version);
  }

  @Test
  void theVersionLabelComesFirst() {
    assertThat(PodTemplates.version(template("app:1.2", Map.of(Labels.VERSION, "7"))))
        .isEqualTo("7");
    assertThat(PodTemplates.version(Map.of())).isEqualTo("unknown");
  }

  @Test
  void theCanaryKeepsEveryPodLabelAndUnknownField() {
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("replicas", 9);
    spec.put("paused", true);
    spec.put("minReadySeconds", 3);
    spec.put("selector", Map.of("matchLabels", Map.of("app", "users")));
    spec.put("template", template("app:2", Map.of("app", "users", "team", "a")));
    Map<String, Object> deployment =
        Map.of(
            "metadata",
            Map.of(
                "name",
                "users",
                "namespace",
                "shop",
                "annotations",
                Map.of("tracking", "id"),
                "labels",
                Map.of("argocd", "x")),
            "spec",
            spec);
    Map<String, Object> canary =
        CanaryDeployment.build(
            new DeploymentView(deployment),
            new ReleaseRef("shop", "users", "sluice-system/sluice", "users", "users"),
            Map.of("cost-center", "17", Labels.REVISION, "99"),
            3,
            2);

    assertThat(Unstructured.text(canary, "metadata", "name")).isEqualTo("users-canary-3");
    assertThat(Unstructured.texts(canary, "metadata", "annotations"))
        .containsOnlyKeys(Labels.INSTALLATION, Labels.DEPLOYMENT, Labels.SERVICE);
    assertThat(Unstructured.texts(canary, "metadata", "labels"))
        .doesNotContainKey("argocd")
        .containsEntry("cost-center", "17")
        .as("labels by which Sluice finds it")
        .containsEntry(Labels.REVISION, "3");
    assertThat(Unstructured.map(canary, "spec"))
        .doesNotContainKey("paused")
        .containsEntry("replicas", 2);
    assertThat(Unstructured.texts(canary, "spec", "template", "metadata", "labels"))
        .containsEntry("team", "a")
        .containsEntry("app", "users")
        .containsEntry(Labels.TRACK, "canary")
        .containsEntry(Labels.REVISION, "3");
    assertThat(Unstructured.number(canary, 0, "spec", "template", "spec", "future")).isEqualTo(1);
    assertThat(Unstructured.texts(canary, "spec", "selector", "matchLabels"))
        .containsOnlyKeys("app", Labels.TRACK, Labels.REVISION);
  }
}
