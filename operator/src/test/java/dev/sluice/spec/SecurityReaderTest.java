package dev.sluice.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.v1alpha1.Analysis;
import dev.sluice.api.v1alpha1.CanaryReleaseSpec;
import dev.sluice.api.v1alpha1.ErrorRate;
import dev.sluice.api.v1alpha1.Metric;
import dev.sluice.api.v1alpha1.Security;
import dev.sluice.api.v1alpha1.Target;
import dev.sluice.traffic.AllowRules;
import dev.sluice.traffic.JwtRules;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecurityReaderTest {
  private static final String ISSUER = "https://accounts.example.com";

  private static ReadPolicy read(List<Map<String, Object>> jwt, List<Map<String, Object>> allow) {
    return read(jwt, allow, null);
  }

  private static ReadPolicy read(
      List<Map<String, Object>> jwt, List<Map<String, Object>> allow, Analysis analysis) {
    return PolicyReader.read(
        new CanaryReleaseSpec(
            new Target("users"),
            null,
            null,
            null,
            analysis,
            null,
            new Security(null, jwt, allow),
            null));
  }

  private static List<String> violations(ReadPolicy read) {
    return read.violations().stream().map(Violation::toString).toList();
  }

  @Test
  void rulesArePassedAsTheyAre() {
    List<Map<String, Object>> jwt = List.of(Map.of("issuer", ISSUER, "fieldOfALaterIstio", 1));
    List<Map<String, Object>> allow = List.of(Map.of("from", List.of(Map.of("source", Map.of()))));
    ReadPolicy read = read(jwt, allow);
    assertThat(read.violations()).isEmpty();
    assertThat(read.notices()).isEmpty();
    assertThat(read.policy().policies()).containsExactly(new JwtRules(jwt), new AllowRules(allow));
  }

  @Test
  void anIssuerIsRequired() {
    assertThat(violations(read(List.of(Map.of("jwksUri", ISSUER + "/keys")), null)))
        .containsExactly(
            "spec.security.jwt[0].issuer: is required; set it to the claim iss of the tokens, for"
                + " example https://accounts.example.com");
    assertThat(violations(read(List.of(), null)))
        .containsExactly(
            "spec.security.jwt: is empty, so that no token is checked; add a rule with an issuer, or"
                + " remove the field");
  }

  @ParameterizedTest
  @ValueSource(strings = {"accounts.example.com/keys", "ftp://a/keys", "https://", "http//a", ""})
  void keysComeFromAnHttpUrl(String url) {
    assertThat(violations(read(List.of(Map.of("issuer", ISSUER, "jwksUri", url)), null)))
        .singleElement()
        .asString()
        .startsWith("spec.security.jwt[0].jwksUri: \"" + url + "\" is not an http or https URL");
  }

  @Test
  void keysAreGivenOnce() {
    assertThat(
            violations(
                read(
                    List.of(Map.of("issuer", ISSUER, "jwksUri", ISSUER + "/keys", "jwks", "{}")),
                    null)))
        .containsExactly(
            "spec.security.jwt[0].jwks: cannot be used with jwksUri; remove one of them");
  }

  @Test
  void whatRefusesOrAllowsEveryRequestIsRefused() {
    assertThat(violations(read(null, List.of())))
        .containsExactly(
            "spec.security.allow: is empty, which would refuse every request; add a rule, or remove"
                + " the field to allow every request");
    assertThat(violations(read(null, List.of(Map.of("to", List.of()), Map.of()))))
        .containsExactly(
            "spec.security.allow[1]: is empty and would allow every request, whatever the other rules"
                + " say; give it from, to or when, or remove it");
  }

  @Test
  void refusedTokensThatNoMetricAnalyzesAreNoticed() {
    Metric errors =
        new Metric("errors", null, new ErrorRate(null, null, null, null, null), null, null, null);
    ReadPolicy read =
        read(
            List.of(Map.of("issuer", ISSUER)),
            null,
            new Analysis(null, null, List.of(errors), null, null, null));
    assertThat(read.notices().stream().map(SpecNotice::toString))
        .contains(
            "spec.security.jwt: refused tokens are answered with 401 and 403, which no metric"
                + " analyzes; add a metric with errorRate.http [4xx], so that a version that refuses"
                + " valid tokens is rolled back");
  }
}
