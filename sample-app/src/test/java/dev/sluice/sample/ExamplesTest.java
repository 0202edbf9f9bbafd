package dev.sluice.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.sluice.sample.config.Settings;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every file under {@code examples/} can be applied unchanged, and contains what it claims. The
 * lab's tests install the chart.
 */
class ExamplesTest {

  private static final Path EXAMPLES = Path.of("..", "examples");
  private static final Path CRD = Path.of("..", "crds", "canaryreleases.sluice.dev-v1.yaml");
  private static final YAMLMapper YAML = new YAMLMapper();

  /** The client's types keep fields they do not know; here such a field is a mistake. */
  private static final JsonMapper STRICT =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .annotationIntrospector(
              new JacksonAnnotationIntrospector() {
                private static final long serialVersionUID = 1L;

                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                  return false;
                }
              })
          .build();

  @Test
  void everyObjectIsOneThatKubernetesKnowsWithoutAnUnknownField() throws Exception {
    Map<String, Integer> kinds = new HashMap<>();
    for (JsonNode object : objects()) {
      String kind = object.get("kind").asText();
      kinds.merge(kind, 1, Integer::sum);
      switch (kind) {
        case "Namespace" -> STRICT.treeToValue(object, Namespace.class);
        case "Service" -> STRICT.treeToValue(object, Service.class);
        case "Deployment" -> STRICT.treeToValue(object, Deployment.class);
        case "ConfigMap" -> STRICT.treeToValue(object, ConfigMap.class);
        case "Secret" -> STRICT.treeToValue(object, Secret.class);
        case "Kustomization" -> assertThat(object.has("resources")).isTrue();
        default -> assertThat(kind).isEqualTo("CanaryRelease");
      }
    }
    assertThat(kinds)
        .containsOnly(
            Map.entry("Namespace", 1),
            // The API, a database, greetings, and a patch.
            Map.entry("Service", 4),
            Map.entry("ConfigMap", 1),
            Map.entry("Secret", 3),
            // Three versions, a database, greetings, and four patches.
            Map.entry("Deployment", 9),
            Map.entry("Kustomization", 5),
            Map.entry("CanaryRelease", 4));
  }

  @Test
  void canaryReleasesAreValidByTheSchema() throws Exception {
    StructuralSchema schema = schema();
    for (JsonNode release : objects("CanaryRelease")) {
      assertThat(release.get("apiVersion").asText()).isEqualTo("sluice.dev/v1alpha1");
      assertThat(schema.errors(release.get("spec"))).as(release.toString()).isEmpty();
    }
  }

  @Test
  void theSchemaCheckFindsMistakes() throws Exception {
    JsonNode release = YAML.readTree(EXAMPLES.resolve("users/canaryrelease.yaml").toFile());
    ObjectNode spec = release.get("spec").deepCopy();
    spec.put("pause", true);
    spec.putObject("target");
    ((ArrayNode) spec.get("steps")).addObject().put("weight", 101);
    ((ObjectNode) spec.at("/security/mtls")).put("mode", "STRICT");
    assertThat(schema().errors(spec))
        .hasSize(4)
        .anyMatch(error -> error.startsWith(".pause: is unknown"))
        .anyMatch(error -> error.startsWith(".target.deployment: is missing"))
        .anyMatch(error -> error.startsWith(".steps[3].weight: is outside"))
        .anyMatch(error -> error.startsWith(".security.mtls.mode: is none of"));
  }

  @Test
  void versionsDifferInNothingButVersionAndKnob() throws Exception {
    List<Deployment> deployments = deployments();
    assertThat(deployments.stream().map(ExamplesTest::environment))
        .extracting(
            environment -> environment.remove("VERSION"),
            environment -> environment.remove("FAIL_PERCENT"))
        .containsExactly(tuple("1.5.0", "50"), tuple("1.4.2", null), tuple("1.4.1", null));
    for (Deployment deployment : deployments) {
      String version = environment(deployment).get("VERSION");
      Map<String, String> labels = deployment.getSpec().getTemplate().getMetadata().getLabels();
      assertThat(labels).containsEntry("app.kubernetes.io/version", version);
      labels.remove("app.kubernetes.io/version");
      container(deployment)
          .getEnv()
          .removeIf(e -> e.getName().equals("VERSION") || e.getName().equals("FAIL_PERCENT"));
    }
    assertThat(deployments).allMatch(deployments.get(0)::equals);
  }

  @Test
  void theAppTakesTheEnvironmentOfEveryVersion() throws Exception {
    for (Deployment deployment : deployments()) {
      Map<String, String> environment = environment(deployment);
      Settings settings = Settings.parse(environment);
      assertThat(settings.version()).isEqualTo(environment.get("VERSION"));
      assertThat(container(deployment).getPorts().get(0).getContainerPort())
          .isEqualTo(settings.port());
    }
  }

  /** The settings that the overlay adds, with the password from its Secret. */
  @Test
  void theAppTakesTheSettingsOfTheDatabase() throws Exception {
    Map<String, String> added = new HashMap<>();
    for (JsonNode object : objects(EXAMPLES.resolve("users-postgresql"))) {
      if (object.at("/kind").asText().equals("Deployment")
          && object.at("/metadata/name").asText().equals("users")) {
        added.putAll(environment(STRICT.treeToValue(object, Deployment.class)));
      }
    }
    assertThat(added.put("DATABASE_PASSWORD", "for-a-try-only")).as("from the Secret").isNull();
    Settings settings = Settings.parse(added);
    assertThat(settings.database().name()).isEqualTo("jdbc:postgresql://users-database:5432/users");
  }

  @Test
  void theServiceLeadsToThePods() throws Exception {
    Service service =
        STRICT.treeToValue(
            objects(EXAMPLES.resolve("users")).stream()
                .filter(object -> object.get("kind").asText().equals("Service"))
                .findFirst()
                .orElseThrow(),
            Service.class);
    for (Deployment deployment : deployments()) {
      assertThat(deployment.getMetadata().getNamespace())
          .isEqualTo(service.getMetadata().getNamespace());
      assertThat(deployment.getSpec().getTemplate().getMetadata().getLabels())
          .containsAllEntriesOf(service.getSpec().getSelector())
          .containsAllEntriesOf(deployment.getSpec().getSelector().getMatchLabels());
      assertThat(container(deployment).getPorts().get(0).getName())
          .isEqualTo(service.getSpec().getPorts().get(0).getTargetPort().getStrVal());
    }
  }

  private static StructuralSchema schema() throws IOException {
    JsonNode version = YAML.readTree(CRD.toFile()).at("/spec/versions/0");
    return new StructuralSchema(version.at("/schema/openAPIV3Schema/properties/spec"));
  }

  /** In the order of their file names: bad, good, users. */
  private static List<Deployment> deployments() throws IOException {
    List<Deployment> deployments = new ArrayList<>();
    for (JsonNode object : objects(EXAMPLES.resolve("users"))) {
      if (object.get("kind").asText().equals("Deployment")) {
        deployments.add(STRICT.treeToValue(object, Deployment.class));
      }
    }
    return deployments;
  }

  private static Container container(Deployment deployment) {
    return deployment.getSpec().getTemplate().getSpec().getContainers().get(0);
  }

  private static Map<String, String> environment(Deployment deployment) {
    Map<String, String> environment = new HashMap<>();
    for (EnvVar variable : container(deployment).getEnv()) {
      environment.put(variable.getName(), variable.getValue());
    }
    return environment;
  }

  private static List<JsonNode> objects(String kind) throws IOException {
    return objects().stream().filter(object -> object.get("kind").asText().equals(kind)).toList();
  }

  private static List<JsonNode> objects() throws IOException {
    return objects(EXAMPLES);
  }

  private static List<JsonNode> objects(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> tree = Files.walk(folder)) {
      files =
          tree.filter(file -> file.toString().endsWith(".yaml"))
              // Helm makes objects of it first.
              .filter(file -> !file.startsWith(EXAMPLES.resolve("users-chart")))
              .sorted()
              .toList();
    }
    List<JsonNode> objects = new ArrayList<>();
    for (Path file : files) {
      try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(file.toFile())) {
        objects.addAll(documents.readAll());
      }
    }
    return objects;
  }
}
