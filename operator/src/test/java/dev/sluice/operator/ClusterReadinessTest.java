package dev.sluice.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.v1alpha1.CanaryRelease;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClusterReadinessTest {
  private static final int SCHEMA = Integer.parseInt(CanaryRelease.SCHEMA_VERSION);
  private static final String SCHEMA_KEY = CanaryRelease.SCHEMA_ANNOTATION;
  private static final String MINIMUM_KEY = CanaryRelease.MINIMUM_OPERATOR_SCHEMA_ANNOTATION;

  @Test
  void theShippedCrdIsAccepted() throws IOException {
    try (InputStream file =
        Files.newInputStream(Path.of("..", "crds", "canaryreleases.sluice.dev-v1.yaml"))) {
      CustomResourceDefinition shipped =
          Serialization.unmarshal(file, CustomResourceDefinition.class);
      assertThat(shipped.getMetadata().getAnnotations()).containsKeys(SCHEMA_KEY, MINIMUM_KEY);
      assertThat(ClusterReadiness.schemaProblems(shipped)).isEmpty();
    }
  }

  @Test
  void aMissingCrdIsReported() {
    assertThat(ClusterReadiness.schemaProblems(null))
        .containsExactly(
            "CRD canaryreleases.sluice.dev is not installed; install the Sluice chart");
  }

  @Test
  void anOlderCrdIsRejected() {
    assertThat(ClusterReadiness.schemaProblems(crd(Map.of(SCHEMA_KEY, "" + (SCHEMA - 1)))))
        .containsExactly(
            "CRD canaryreleases.sluice.dev has schema %d, this operator needs schema %d; upgrade it with the chart"
                .formatted(SCHEMA - 1, SCHEMA));
  }

  @Test
  void aCrdWithoutANumberIsRejected() {
    for (Map<String, String> annotations :
        java.util.Arrays.asList(null, Map.<String, String>of(), Map.of(SCHEMA_KEY, "latest"))) {
      assertThat(ClusterReadiness.schemaProblems(crd(annotations)))
          .singleElement()
          .asString()
          .contains("has no schema number");
    }
  }

  @Test
  void aNewerCrdIsAcceptedUnlessItNeedsANewerOperator() {
    String newer = "" + (SCHEMA + 1);
    assertThat(ClusterReadiness.schemaProblems(crd(Map.of(SCHEMA_KEY, newer)))).isEmpty();
    assertThat(
            ClusterReadiness.schemaProblems(
                crd(Map.of(SCHEMA_KEY, newer, MINIMUM_KEY, "" + SCHEMA))))
        .isEmpty();
    assertThat(ClusterReadiness.schemaProblems(crd(Map.of(SCHEMA_KEY, newer, MINIMUM_KEY, newer))))
        .containsExactly(
            "CRD canaryreleases.sluice.dev needs an operator of schema %s, this one has %d; upgrade the operator"
                .formatted(newer, SCHEMA));
  }

  private static CustomResourceDefinition crd(Map<String, String> annotations) {
    return new CustomResourceDefinitionBuilder()
        .withNewMetadata()
        .withAnnotations(annotations)
        .endMetadata()
        .build();
  }
}
