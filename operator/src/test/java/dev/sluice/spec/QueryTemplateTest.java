package dev.sluice.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.spec.QueryTemplate.Subject;
import dev.sluice.workload.Labels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryTemplateTest {
  private static final Subject FORWARD =
      new Subject("shop", "users.release", "users-api", "users", "users-canary-17", "users");
  private static final Subject HANDED_BACK =
      new Subject("shop", "users.release", "users-api", "users", "users", "users-canary-17");

  @Test
  void everyPlaceholderIsFilledIn() {
    assertThat(
            QueryTemplate.fill(
                "{{namespace}} {{name}} {{service}} {{canary.deployment}} {{stable.deployment}}"
                    + " {{canary.deployment}}",
                FORWARD))
        .isEqualTo("shop users.release users-api users-canary-17 users users-canary-17");
    assertThat(
            QueryTemplate.fill(
                "max(queue{namespace=\"{{namespace}}\",pod=~\"{{canary.pods}}\"})", FORWARD))
        .isEqualTo("max(queue{namespace=\"shop\",pod=~\"users-canary-17-.*\"})");
    assertThat(QueryTemplate.fill("{{stable.pods}}", FORWARD))
        .isEqualTo("users-[a-z0-9]+-[a-z0-9]{5}");
  }

  @Test
  void theArmsAreExchangedWithTheDeployments() {
    assertThat(QueryTemplate.fill("{{canary.pods}} {{stable.pods}}", HANDED_BACK))
        .isEqualTo("users-[a-z0-9]+-[a-z0-9]{5} users-canary-17-.*");
    assertThat(QueryTemplate.fill("{{canary.deployment}}", HANDED_BACK)).isEqualTo("users");
  }

  @Test
  void twoCanariesAreToldApart() {
    Subject newer =
        new Subject("shop", "users", "users", "users", "users-canary-17", "users-canary-1");
    String canary = QueryTemplate.fill("{{canary.pods}}", newer);
    String stable = QueryTemplate.fill("{{stable.pods}}", newer);
    assertThat("users-canary-17-5d8f7c9b4d-x2x4z").matches(canary).doesNotMatch(stable);
    assertThat("users-canary-1-5d8f7c9b4d-x2x4z").matches(stable).doesNotMatch(canary);
  }

  /**
   * Pods as Kubernetes names them: their ReplicaSet's name, cut to 57 characters, and five more.
   */
  @ParameterizedTest
  @CsvSource({
    "users, 17",
    "users-api, 1",
    "a23456789-123456789-123456789-123456789-12345, 1",
    "a23456789-123456789-123456789-123456789-12345, 9999"
  })
  void podsOfOneSideAreNoneOfTheOther(String target, long revision) {
    String candidate = Labels.canary(target, revision);
    Subject subject = new Subject("shop", "users", "users", target, candidate, target);
    String canaryPod = pod(candidate, "5d8f7c9b4d");
    String stablePod = pod(target, "7c9b4d5d8f");
    assertThat(canaryPod)
        .matches(QueryTemplate.fill("{{canary.pods}}", subject))
        .doesNotMatch(QueryTemplate.fill("{{stable.pods}}", subject));
    assertThat(stablePod)
        .matches(QueryTemplate.fill("{{stable.pods}}", subject))
        .doesNotMatch(QueryTemplate.fill("{{canary.pods}}", subject));
  }

  private static String pod(String deployment, String hash) {
    String prefix = deployment + "-" + hash + "-";
    return prefix.substring(0, Math.min(prefix.length(), 58)) + "x2x4z";
  }

  @Test
  void bracesOfPromqlStay() {
    String query = "sum({job=~\"a{2}\"}) / sum({job=\"x\"}) > 1 or $1 \\d";
    assertThat(QueryTemplate.fill(query, FORWARD)).isEqualTo(query);
  }

  @ParameterizedTest
  @CsvSource({
    "x{{canary.pod}}, {{canary.pod}}",
    "{{namespace}}{{ name }}, {{ name }}",
    "{{Namespace}}, {{Namespace}}",
    "{{namespace}, {{namespace}",
    "{{}}, {{}}",
    "{{name{{space}}}}, {{name{{space}}",
    "{{{{name}}, {{",
    "a{{, {{",
    "{{a234567890 b234567890 c234567890 d234567890 e234567890, {{a234567890 b234567890 c234567890"
        + " d234567"
  })
  void anUnknownPlaceholderIsFound(String query, String placeholder) {
    assertThat(QueryTemplate.unknown(query)).contains(placeholder);
    assertThatThrownBy(() -> QueryTemplate.fill(query, FORWARD))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(placeholder);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\"b", "a}b", "a|b", "A", "", "a\nb", ".*", "-a", "a\\"})
  void aNameThatWouldChangeTheQueryIsRefused(String name) {
    Subject subject = new Subject(name, "users", "users", "users", "users-canary-1", "users");
    assertThatThrownBy(() -> QueryTemplate.fill("up", subject))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("namespace \"" + name + "\" is no name of an object");
  }
}
