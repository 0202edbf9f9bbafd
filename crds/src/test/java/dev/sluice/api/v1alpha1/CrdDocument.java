package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * CustomResourceDefinition, generated from the records and completed with what the generator has no
 * annotation for.
 */
final class CrdDocument {
  private static final YAMLMapper YAML =
      YAMLMapper.builder(
              YAMLFactory.builder()
                  .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                  .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                  .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                  .disable(YAMLGenerator.Feature.SPLIT_LINES)
                  .build())
          .build();

  private CrdDocument() {}

  /** The definition as it is committed. */
  static String yaml() {
    return yaml(definition());
  }

  /** The definition as the chart installs it: a template that Helm upgrades and never deletes. */
  static String chartTemplate() {
    CustomResourceDefinition crd = definition();
    crd.getMetadata().getAnnotations().put("helm.sh/resource-policy", "keep");
    // Helm would interpret a query placeholder's braces as a template action.
    String text = yaml(crd).replace("{{", "{{ \"{{\" }}");
    return "{{- if .Values.crds.install }}\n" + text + "{{- end }}\n";
  }

  private static String yaml(CustomResourceDefinition crd) {
    try {
      return "# Generated from the records in crds/src/main/java; to change it, change them and"
          + " run: "
          + CrdFileTest.UPDATE_COMMAND
          + "\n"
          + YAML.writeValueAsString(crd);
    } catch (IOException e) {
      throw new IllegalStateException("CustomResourceDefinition cannot be written as YAML", e);
    }
  }

  private static CustomResourceDefinition definition() {
    AtomicReference<CustomResourceDefinition> generated = new AtomicReference<>();
    new CRDGenerator()
        .customResourceClasses(CanaryRelease.class)
        .forCRDVersions("v1")
        .withPostProcessor(
            new CRDPostProcessor() {
              @Override
              public HasMetadata process(HasMetadata crd, String version) {
                generated.set((CustomResourceDefinition) crd);
                return crd;
              }
            })
        .withOutput(new Discard())
        .generate();
    CustomResourceDefinition crd = generated.get();
    CustomResourceDefinitionVersion version = crd.getSpec().getVersions().get(0);
    List<CustomResourceColumnDefinition> columns = version.getAdditionalPrinterColumns();
    columns.sort(Comparator.comparing(CrdDocument::columnPosition));
    // The server drops a priority of 0; sending it causes a conflict for every other manager.
    columns.stream().filter(c -> c.getPriority() == 0).forEach(c -> c.setPriority(null));
    complete(version.getSchema().getOpenAPIV3Schema());
    return crd;
  }

  /** The generator sorts columns by path; people read them in the order of the annotations. */
  private static int columnPosition(CustomResourceColumnDefinition column) {
    return Arrays.stream(CanaryRelease.class.getAnnotationsByType(AdditionalPrinterColumn.class))
        .map(AdditionalPrinterColumn::name)
        .toList()
        .indexOf(column.getName());
  }

  private static void complete(JSONSchemaProps root) {
    root.setDescription(
        "CanaryRelease releases new versions of a Deployment step by step: Istio shifts requests to"
            + " the canary, Prometheus metrics compare both versions, and the canary is promoted or"
            + " rolled back.");
    JSONSchemaProps spec = at(root, "spec");
    spec.setDescription("Desired release policy. Only target is required.");
    listMap(at(spec, "analysis", "metrics"), "name");
    JSONSchemaProps errorRate =
        at(at(spec, "analysis", "metrics").getItems().getSchema(), "errorRate");
    at(errorRate, "http").setXKubernetesListType("set");
    at(errorRate, "grpc").setXKubernetesListType("set");
    // The generator also demands that every value is an object.
    at(spec, "traffic", "trafficPolicy").setAdditionalProperties(null);
    at(spec, "traffic", "canaryTrafficPolicy").setAdditionalProperties(null);

    JSONSchemaProps status = at(root, "status");
    status.setDescription("Observed state. Written only by Sluice.");
    // Tools that wait for observedGeneration consider an object without it reconciled.
    JsonNode unseen = JsonNodeFactory.instance.objectNode().put("observedGeneration", -1);
    status.setDefault(unseen);
    listMap(at(status, "conditions"), "type");
    at(status, "conditions")
        .getItems()
        .getSchema()
        .getProperties()
        .get("status")
        .setEnum(Stream.of("True", "False", "Unknown").<JsonNode>map(TextNode::valueOf).toList());
    listMap(at(status, "release", "metrics"), "name");
    times(status);
    dropRepeatedRules(root);
  }

  /** The generator finds the annotations of a record component on its field and its accessor. */
  private static void dropRepeatedRules(JSONSchemaProps schema) {
    List<ValidationRule> rules = schema.getXKubernetesValidations();
    if (rules != null) {
      schema.setXKubernetesValidations(rules.stream().distinct().toList());
    }
    schema.getProperties().values().forEach(CrdDocument::dropRepeatedRules);
    if (schema.getItems() != null) {
      dropRepeatedRules(schema.getItems().getSchema());
    }
  }

  private static void times(JSONSchemaProps object) {
    List<String> names = List.of("since", "startedAt", "finishedAt", "lastTransitionTime");
    for (Map.Entry<String, JSONSchemaProps> property : object.getProperties().entrySet()) {
      JSONSchemaProps schema = property.getValue();
      if (names.contains(property.getKey())) {
        schema.setFormat("date-time");
      } else if (schema.getItems() != null) {
        times(schema.getItems().getSchema());
      } else {
        times(schema);
      }
    }
  }

  private static void listMap(JSONSchemaProps list, String key) {
    list.setXKubernetesListType("map");
    list.setXKubernetesListMapKeys(List.of(key));
  }

  private static JSONSchemaProps at(JSONSchemaProps schema, String... path) {
    JSONSchemaProps found = schema;
    for (String name : path) {
      found = found.getProperties().get(name);
    }
    return found;
  }

  /** The generator only post-processes what it writes; the text itself is made here. */
  private static final class Discard implements CRDGenerator.CRDOutput<OutputStream> {
    @Override
    public OutputStream outputFor(String crdName) {
      return new ByteArrayOutputStream();
    }

    @Override
    public URI crdURI(String crdName) {
      return Path.of(crdName).toUri();
    }

    @Override
    public void close() {}
  }
}
