package dev.sluice.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FieldChangeTest {
  @Test
  void namesEachFieldWithBothValues() {
    Map<String, Object> sent =
        Map.of(
            "hosts", List.of("users"),
            "http", List.of(Map.of("name", "a", "weight", 5)),
            "labels", Map.of("sluice.dev/track", "canary"));
    Map<String, Object> stored =
        Map.of(
            "hosts", List.of("users", "other"),
            "http", List.of(Map.of("name", "a", "weight", 5L, "retries", Map.of()), Map.of()),
            "labels", Map.of());
    assertThat(FieldChange.between("spec", sent, stored))
        .extracting(FieldChange::ofWrite)
        .containsExactly(
            "spec.hosts (sent [users], stored [users, other])",
            "spec.http[0].retries (sent none, stored an object)",
            "spec.http[1] (sent none, stored an object)",
            "spec.labels[sluice.dev/track] (sent canary, stored none)");
  }

  @Test
  void equalNumbersOfAnotherTypeAreNoChange() {
    assertThat(FieldChange.between("spec", Map.of("a", 5, "b", 0.5), Map.of("a", 5.0, "b", 0.5)))
        .isEmpty();
  }

  @Test
  void aLongValueIsCut() {
    assertThat(FieldChange.between("spec", Map.of("a", "x".repeat(500)), Map.of()))
        .singleElement()
        .satisfies(change -> assertThat(change.ofWrite()).hasSizeLessThan(100));
  }
}
