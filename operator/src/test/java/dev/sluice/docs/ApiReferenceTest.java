package dev.sluice.docs;

import static dev.sluice.docs.ReferencePage.code;
import static dev.sluice.docs.ReferencePage.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page of all fields of a CanaryRelease, from the schema that the API server has. */
class ApiReferenceTest {
  private static final String SCHEMA = "crds/canaryreleases.sluice.dev-v1.yaml";

  /** Defaults are in the descriptions: the API server sets none, so that they are not recorded. */
  private static final Pattern DEFAULT = Pattern.compile("(.*?)\\s*Default:? (.*?)[.]?");

  @Test
  void fields() throws IOException {
    JsonNode version =
        new YAMLMapper().readTree(RepositoryFiles.read(SCHEMA)).at("/spec/versions/0");
    JsonNode schema = version.at("/schema/openAPIV3Schema");
    StringBuilder content =
        new StringBuilder(
            """
            # CanaryRelease

            Every field of `sluice.dev/%s`, as `kubectl explain canaryrelease --recursive` has it. `[]` is an
            element of a list. Rules are those that the API server checks. This page is generated from the schema.

            %s

            """
                .formatted(version.path("name").asText(), schema.path("description").asText()));
    List<String> columns = List.of("Field", "Type", "Default", "Description", "Rules");
    for (String part : List.of("spec", "status")) {
      List<List<String>> rows = new ArrayList<>();
      JsonNode node = schema.at("/properties/" + part);
      collect(part, node, false, rows);
      content.append("## ").append(part).append("\n\n").append(table(columns, rows)).append('\n');
    }
    List<List<String>> columnRows = new ArrayList<>();
    version
        .path("additionalPrinterColumns")
        .forEach(
            column ->
                columnRows.add(
                    List.of(
                        column.path("name").asText(),
                        code(column.path("jsonPath").asText()),
                        column.path("priority").asInt() > 0 ? "`-o wide`" : "")));
    content
        .append("## Columns of `kubectl get`\n\n")
        .append(table(List.of("Column", "Field", "Shown with"), columnRows));
    new ReferencePage("api.md", content.toString()).verify();
  }

  private static void collect(
      String path, JsonNode node, boolean required, List<List<String>> rows) {
    Matcher description = DEFAULT.matcher(node.path("description").asText());
    rows.add(
        List.of(
            code(path),
            type(node),
            description.matches() ? description.group(2) : "",
            description.matches() ? description.group(1) : node.path("description").asText(),
            String.join("; ", rules(node, required))));
    boolean list = node.path("type").asText().equals("array");
    JsonNode fields = list ? node.path("items") : node;
    String prefix = list ? path + "[]" : path;
    List<String> needed = new ArrayList<>();
    fields.path("required").forEach(name -> needed.add(name.asText()));
    fields
        .path("properties")
        .properties()
        .forEach(
            field ->
                collect(
                    prefix + "." + field.getKey(),
                    field.getValue(),
                    needed.contains(field.getKey()),
                    rows));
  }

  private static String type(JsonNode node) {
    String type = node.path("type").asText();
    String format = node.path("format").asText();
    if (type.equals("array")) {
      return "list of " + node.at("/items/type").asText();
    }
    return format.isEmpty() ? type : type + " (" + format + ")";
  }

  private static List<String> rules(JsonNode node, boolean required) {
    List<String> rules = new ArrayList<>();
    if (required) {
      rules.add("required");
    }
    limits(node, "", rules);
    if (node.path("type").asText().equals("array")) {
      limits(node.path("items"), "each ", rules);
    }
    return rules;
  }

  private static void limits(JsonNode node, String whose, List<String> rules) {
    if (node.has("enum")) {
      List<String> values = new ArrayList<>();
      node.path("enum").forEach(value -> values.add(code(value.asText())));
      rules.add(whose + "one of " + String.join(", ", values));
    }
    limit(node, "minimum", whose + "at least ", rules);
    limit(node, "maximum", whose + "at most ", rules);
    limit(node, "minItems", whose + "minimum number of items ", rules);
    limit(node, "maxItems", whose + "maximum number of items ", rules);
    limit(node, "minLength", whose + "minimum length ", rules);
    limit(node, "maxLength", whose + "maximum length ", rules);
    if (node.has("pattern")) {
      rules.add(whose + "matches " + code(node.path("pattern").asText()));
    }
    node.path("x-kubernetes-validations").forEach(rule -> rules.add(whose + text(rule)));
  }

  private static String text(JsonNode rule) {
    return rule.has("message") ? rule.path("message").asText() : code(rule.path("rule").asText());
  }

  private static void limit(JsonNode node, String name, String text, List<String> rules) {
    if (node.has(name)) {
      rules.add(text + node.path(name).decimalValue().stripTrailingZeros().toPlainString());
    }
  }
}
