package dev.sluice.cli.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.common.Unstructured;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextRulesTest {
  /** Beginnings of messages of rules that {@code PolicyReader} checks offline, by field. */
  private static final Map<String, List<String>> CHECKED_BY_POLICY_READER =
      Map.of(
          "spec",
          List.of("until cannot be Proven without a metric"),
          "spec.steps",
          List.of(
              "weights must not decrease",
              "only the last step can have weight 100",
              "step names must be unique",
              "until cannot be Proven before the first weight"),
          "spec.steps[]",
          List.of("until cannot be Proven at weight", "a step needs a weight"),
          "spec.analysis.metrics[]",
          List.of("'metric ' + self.name + ' needs exactly one"),
          "spec.analysis.metrics[].errorRate",
          List.of("http and grpc cannot both be empty"),
          "spec.analysis.metrics[].errorRate.http",
          List.of("'http contains '"),
          "spec.analysis.metrics[].prometheus",
          List.of("prometheus needs min, max or both", "'min '", "failures (default 3)"),
          "spec.analysis.metrics[].prometheus.query",
          List.of("'query contains the unknown placeholder '"),
          "spec.traffic.rateLimit.requests",
          List.of("requests must be at least 1"),
          "spec.traffic.canaryLabels",
          List.of("'canaryLabels has the key '", "'canaryLabels.'"));

  /** Beginnings of messages of rules about changes, which need the stored object. */
  private static final Map<String, List<String>> TRANSITIONS =
      Map.of(
          "spec",
          List.of("'service cannot change"),
          "spec.target.deployment",
          List.of("'deployment cannot change"));

  /** Rules that reject a former name of a field; {@link Schema} checks them by their form. */
  private static final String RENAMED = "of was renamed to window";

  @Test
  void everyRuleOfTheSchemaIsCheckedSomewhere() {
    List<String> unknown = new ArrayList<>();
    collect("spec", Schema.shipped().spec(), unknown);
    assertThat(unknown).isEmpty();
  }

  private static void collect(String path, Map<String, Object> schema, List<String> unknown) {
    for (Map<String, Object> rule : Unstructured.maps(schema, "x-kubernetes-validations")) {
      String message =
          Unstructured.text(rule, "message") + Unstructured.text(rule, "messageExpression");
      boolean understood = TextRules.predicate(Unstructured.text(rule, "rule")).isPresent();
      if (!understood
          && !message.startsWith(RENAMED)
          && !listed(CHECKED_BY_POLICY_READER, path, message)
          && !listed(TRANSITIONS, path, message)) {
        unknown.add(path + ": " + rule);
      }
    }
    Unstructured.map(schema, "properties")
        .forEach(
            (name, field) ->
                collect(path + "." + name, Unstructured.map(Map.of("f", field), "f"), unknown));
    Map<String, Object> items = Unstructured.map(schema, "items");
    if (!items.isEmpty()) {
      collect(path + "[]", items, unknown);
    }
  }

  private static boolean listed(Map<String, List<String>> list, String path, String message) {
    return list.getOrDefault(path, List.of()).stream()
        .anyMatch(start -> message.startsWith(start) || message.contains(start));
  }

  @ParameterizedTest
  @CsvSource({
    "90s, true",
    "1h30m, true",
    "168h, true",
    "168h1ms, false",
    "0s, false",
    "0.5ms, true",
    "soon, false"
  })
  void durationsAreCompared(String text, boolean allowed) {
    String rule =
        "self.matches('^([0-9]+([.][0-9]+)?(ms|s|m|h))+$') && duration(self) > duration('0s') &&"
            + " duration(self) <= duration('168h')";
    assertThat(TextRules.predicate(rule).orElseThrow().test(text)).isEqualTo(allowed);
  }

  @Test
  void anUnknownFormIsNotGuessed() {
    assertThat(TextRules.predicate("self.size() > 3")).isEmpty();
    assertThat(TextRules.predicate("self.matches('a') && self.size() > 3")).isEmpty();
  }
}
