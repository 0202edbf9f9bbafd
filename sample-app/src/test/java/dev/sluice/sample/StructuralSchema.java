package dev.sluice.sample;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Judges an object by the structural schema of a CustomResourceDefinition, as an API server with
 * strict field validation would: types, required and unknown fields, enums, patterns, bounds. Rules
 * in CEL are left out.
 */
final class StructuralSchema {

  private final JsonNode schema;

  StructuralSchema(JsonNode schema) {
    this.schema = schema;
  }

  /** What is wrong with the object, each with its path; empty when it is valid. */
  List<String> errors(JsonNode object) {
    List<String> errors = new ArrayList<>();
    check("", schema, object, errors);
    return errors;
  }

  private static void check(String path, JsonNode schema, JsonNode value, List<String> errors) {
    String type = schema.path("type").asText();
    if (!type.equals(typeOf(value))) {
      errors.add(path + ": is no " + type);
      return;
    }
    switch (type) {
      case "object" -> checkObject(path, schema, value, errors);
      case "array" -> {
        bound(path, schema, "minItems", "maxItems", value.size(), errors);
        for (int i = 0; i < value.size(); i++) {
          check(path + "[" + i + "]", schema.get("items"), value.get(i), errors);
        }
      }
      case "string" -> {
        bound(path, schema, "minLength", "maxLength", value.asText().length(), errors);
        if (schema.has("pattern") && !value.asText().matches(schema.get("pattern").asText())) {
          errors.add(path + ": does not match " + schema.get("pattern"));
        }
      }
      case "integer" -> bound(path, schema, "minimum", "maximum", value.asDouble(), errors);
      default -> {
        // A boolean has nothing more to be wrong.
      }
    }
    if (schema.has("enum") && !contains(schema.get("enum"), value)) {
      errors.add(path + ": is none of " + schema.get("enum"));
    }
  }

  private static void checkObject(
      String path, JsonNode schema, JsonNode value, List<String> errors) {
    for (JsonNode required : schema.path("required")) {
      if (!value.has(required.asText())) {
        errors.add(path + "." + required.asText() + ": is missing");
      }
    }
    for (Map.Entry<String, JsonNode> field : value.properties()) {
      String at = path + "." + field.getKey();
      JsonNode known = schema.path("properties").get(field.getKey());
      if (known != null) {
        check(at, known, field.getValue(), errors);
      } else if (!schema.path("x-kubernetes-preserve-unknown-fields").asBoolean()) {
        errors.add(at + ": is unknown");
      }
    }
  }

  private static void bound(
      String path, JsonNode schema, String least, String most, double value, List<String> errors) {
    if ((schema.has(least) && value < schema.get(least).asDouble())
        || (schema.has(most) && value > schema.get(most).asDouble())) {
      errors.add(path + ": is outside " + schema.path(least) + " to " + schema.path(most));
    }
  }

  private static boolean contains(JsonNode values, JsonNode value) {
    for (JsonNode each : values) {
      if (each.equals(value)) {
        return true;
      }
    }
    return false;
  }

  private static String typeOf(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT -> "object";
      case ARRAY -> "array";
      case STRING -> "string";
      case BOOLEAN -> "boolean";
      case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
      default -> "null";
    };
  }
}
