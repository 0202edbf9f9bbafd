package dev.sluice.sample.calls;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.sluice.sample.config.CallPolicies;
import dev.sluice.sample.config.InvalidSettings;
import dev.sluice.sample.files.UnusableContent;
import java.util.LinkedHashMap;
import java.util.Map;

/** Policies as a YAML file has them. */
final class CallPolicyFile {

  private static final YAMLMapper YAML = new YAMLMapper();

  private CallPolicyFile() {}

  /** Reads the policies of a file's content. */
  static CallPolicies parse(String content) throws UnusableContent {
    try {
      return CallPolicies.parse(values(content));
    } catch (InvalidSettings | JsonProcessingException e) {
      throw new UnusableContent(e.getMessage());
    }
  }

  /** The scalars of nested objects by their paths, such as {@code retry.attempts}. */
  private static Map<String, String> values(String yaml) throws JsonProcessingException {
    Map<String, String> values = new LinkedHashMap<>();
    add(values, "", YAML.readTree(yaml));
    return values;
  }

  private static void add(Map<String, String> values, String path, JsonNode node) {
    if (node.isObject()) {
      for (Map.Entry<String, JsonNode> field : node.properties()) {
        add(
            values,
            path.isEmpty() ? field.getKey() : path + "." + field.getKey(),
            field.getValue());
      }
    } else if (!node.isMissingNode() && !(path.isEmpty() && node.isNull())) {
      values.put(path, node.isValueNode() ? node.asText() : node.toString());
    }
  }
}
