package dev.sluice.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Properties that every field of the schema must have. */
class CrdSchemaTest {
  private static final Map<String, JSONSchemaProps> FIELDS = new TreeMap<>();

  @BeforeAll
  static void read() {
    CustomResourceDefinition crd =
        Serialization.unmarshal(CrdDocument.yaml(), CustomResourceDefinition.class);
    JSONSchemaProps root = crd.getSpec().getVersions().get(0).getSchema().getOpenAPIV3Schema();
    root.getProperties().forEach(CrdSchemaTest::collect);
    assertThat(FIELDS).hasSizeGreaterThan(60);
  }

  private static void collect(String path, JSONSchemaProps schema) {
    FIELDS.put(path, schema);
    schema.getProperties().forEach((name, field) -> collect(path + "." + name, field));
    if (schema.getItems() != null) {
      collect(path + "[]", schema.getItems().getSchema());
    }
  }

  @Test
  void everyFieldHasADescription() {
    assertThat(fields().filter(field -> !field.getKey().endsWith("[]")))
        .allSatisfy(
            field ->
                assertThat(field.getValue().getDescription())
                    .as(field.getKey())
                    .isNotBlank()
                    .endsWith("."));
  }

  @Test
  void everyStringAndListIsBounded() {
    assertThat(fields().filter(field -> isText(field.getValue())))
        .allSatisfy(
            field -> assertThat(field.getValue().getMaxLength()).as(field.getKey()).isNotNull());
    assertThat(fields().filter(field -> "array".equals(field.getValue().getType())))
        .allSatisfy(
            field -> assertThat(field.getValue().getMaxItems()).as(field.getKey()).isNotNull());
  }

  @Test
  void onlyTheStatusHasADefault() {
    assertThat(fields().filter(field -> field.getValue().getDefault() != null))
        .extracting(Map.Entry::getKey)
        .containsExactly("status");
  }

  @Test
  void listsOfErrorsDocumentTheirDefault() {
    assertThat(FIELDS.get("spec.analysis.metrics[].errorRate.http").getDescription())
        .contains("Default: " + String.join(", ", Defaults.HTTP_ERRORS));
    assertThat(FIELDS.get("spec.analysis.metrics[].errorRate.grpc").getDescription())
        .contains(
            "Default: "
                + Defaults.GRPC_ERRORS.stream().map(Enum::name).collect(Collectors.joining(", ")));
  }

  @Test
  void schemaVersionIsStamped() {
    CustomResourceDefinition crd =
        Serialization.unmarshal(CrdDocument.yaml(), CustomResourceDefinition.class);
    assertThat(crd.getMetadata().getAnnotations())
        .containsEntry(CanaryRelease.SCHEMA_ANNOTATION, CanaryRelease.SCHEMA_VERSION);
    assertThat(Integer.parseInt(CanaryRelease.SCHEMA_VERSION)).isPositive();
  }

  private static boolean isText(JSONSchemaProps schema) {
    return "string".equals(schema.getType())
        && schema.getEnum().isEmpty()
        && !"date-time".equals(schema.getFormat());
  }

  private static Stream<Map.Entry<String, JSONSchemaProps>> fields() {
    return FIELDS.entrySet().stream();
  }
}
