package dev.sluice.sample;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** An OpenAPI 3.1 description, as something to check answers against. */
final class OpenApi {

  private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

  private final SchemaRegistry schemas =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
  private final JsonNode root;

  OpenApi(String yaml) throws JsonProcessingException {
    root = new YAMLMapper().readTree(yaml);
  }

  JsonNode root() {
    return root;
  }

  /** Every operation, such as {@code GET /users/{id}}. */
  Set<String> operations() {
    Set<String> operations = new TreeSet<>();
    for (Map.Entry<String, JsonNode> path : root.get("paths").properties()) {
      for (Iterator<String> names = path.getValue().fieldNames(); names.hasNext(); ) {
        String name = names.next();
        if (METHODS.contains(name)) {
          operations.add(name.toUpperCase(Locale.ROOT) + " " + path.getKey());
        }
      }
    }
    return operations;
  }

  /** Every documented answer, such as {@code GET /users/{id} 404}. */
  Set<String> answers() {
    Set<String> answers = new TreeSet<>();
    for (String operation : operations()) {
      operation(operation)
          .get("responses")
          .fieldNames()
          .forEachRemaining(status -> answers.add(operation + " " + status));
    }
    return answers;
  }

  /** Fails unless the answer is one that the operation documents, headers and body included. */
  void check(String operation, HttpResponse<String> answer) throws JsonProcessingException {
    List<String> errors = errors(operation, answer);
    assertThat(errors).as("%s %d %s", operation, answer.statusCode(), answer.body()).isEmpty();
  }

  /** What about the answer is not as the operation documents it. */
  List<String> errors(String operation, HttpResponse<String> answer)
      throws JsonProcessingException {
    JsonNode response =
        resolve(operation(operation).path("responses").path(Integer.toString(answer.statusCode())));
    if (response.isMissingNode()) {
      return List.of("status " + answer.statusCode() + " is not documented");
    }
    List<String> errors = new ArrayList<>();
    for (Map.Entry<String, JsonNode> header : response.path("headers").properties()) {
      Optional<String> value = answer.headers().firstValue(header.getKey());
      JsonNode schema = resolve(header.getValue()).get("schema");
      if (value.isPresent()) {
        errors.addAll(invalid(schema, JsonNodeFactory.instance.textNode(value.get())));
      } else {
        errors.add("header " + header.getKey() + " is missing");
      }
    }
    JsonNode content = response.path("content");
    if (content.isMissingNode()) {
      return answer.body().isEmpty() ? errors : List.of("a body is not documented");
    }
    String type = answer.headers().firstValue("content-type").orElse("").replaceFirst(";.*", "");
    JsonNode schema = content.path(type).path("schema");
    if (schema.isMissingNode()) {
      return List.of("content type " + type + " is not documented");
    }
    errors.addAll(
        invalid(
            schema,
            type.endsWith("json")
                ? new YAMLMapper().readTree(answer.body())
                : JsonNodeFactory.instance.textNode(answer.body())));
    return errors;
  }

  private List<String> invalid(JsonNode schema, JsonNode value) throws JsonProcessingException {
    // A schema by itself, so what it refers to comes along in the place that JSON Schema has for
    // it.
    ObjectNode whole = schema.deepCopy();
    whole.set("$defs", root.at("/components/schemas"));
    whole =
        (ObjectNode)
            new ObjectMapper()
                .readTree(whole.toString().replace("#/components/schemas/", "#/$defs/"));
    Schema compiled = schemas.getSchema(whole);
    return compiled.validate(value).stream().map(Object::toString).toList();
  }

  private JsonNode operation(String operation) {
    String[] parts = operation.split(" ", 2);
    return root.path("paths").path(parts[1]).path(parts[0].toLowerCase(Locale.ROOT));
  }

  private JsonNode resolve(JsonNode node) {
    return node.has("$ref") ? root.at(node.get("$ref").asText().substring(1)) : node;
  }
}
