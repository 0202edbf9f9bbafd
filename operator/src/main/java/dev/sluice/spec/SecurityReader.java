package dev.sluice.spec;

import dev.sluice.analysis.MetricKind;
import dev.sluice.analysis.MetricRule;
import dev.sluice.api.v1alpha1.MtlsMode;
import dev.sluice.api.v1alpha1.Security;
import dev.sluice.messages.Reason;
import dev.sluice.messages.SecurityMessages;
import dev.sluice.traffic.AllowRules;
import dev.sluice.traffic.JwtRules;
import dev.sluice.traffic.MutualTls;
import dev.sluice.traffic.PolicyIntent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads {@code spec.security}; a part of {@link PolicyReader}. Istio's own fields are not checked
 * here: istiod and the API server refuse what they do not know.
 */
final class SecurityReader {
  private static final String JWT = "spec.security.jwt";
  private static final String ALLOW = "spec.security.allow";

  /** A scheme, a host by name or address, and what follows it. */
  private static final Pattern HTTP_URL =
      Pattern.compile(
          "https?://([-\\w.]+|\\[[0-9a-f:.]+])(:[0-9]{1,5})?([/?#]\\S*)?",
          Pattern.CASE_INSENSITIVE);

  private final FieldReader fields;

  SecurityReader(FieldReader fields) {
    this.fields = fields;
  }

  /**
   * The policies that the spec asks for.
   *
   * @param security null if it asks for none
   * @param metrics that the canary is analyzed by
   */
  List<PolicyIntent> policies(Security security, List<MetricRule> metrics) {
    List<PolicyIntent> policies = new ArrayList<>();
    if (security == null) {
      return policies;
    }
    if (security.mtls() != null && security.mtls().mode() != null) {
      policies.add(new MutualTls(security.mtls().mode() == MtlsMode.Strict));
    }
    if (security.jwt() != null) {
      jwt(present(security.jwt()), policies);
    }
    if (security.allow() != null) {
      allow(present(security.allow()), policies);
    }
    if (security.jwt() != null
        && metrics.stream().noneMatch(metric -> metric.kind() == MetricKind.CLIENT_ERRORS)) {
      fields.notice(
          Reason.DefaultMetricsReplaced, JWT, SecurityMessages.refusedTokensNotAnalyzed());
    }
    return policies;
  }

  /** An item without a value is a rule without fields. */
  private static List<Map<String, Object>> present(List<Map<String, Object>> rules) {
    return rules.stream().map(rule -> rule == null ? Map.<String, Object>of() : rule).toList();
  }

  private void jwt(List<Map<String, Object>> rules, List<PolicyIntent> policies) {
    if (rules.isEmpty()) {
      fields.reject(JWT, SecurityMessages.noIssuer());
      return;
    }
    for (int i = 0; i < rules.size(); i++) {
      issuer(JWT + "[" + i + "]", rules.get(i));
    }
    policies.add(new JwtRules(rules));
  }

  private void issuer(String field, Map<String, Object> rule) {
    if (!(rule.get("issuer") instanceof String issuer) || issuer.isBlank()) {
      fields.reject(field + ".issuer", SecurityMessages.missingIssuer());
    }
    Object keys = rule.get("jwksUri");
    if (keys != null && !isHttpUrl(keys)) {
      fields.reject(field + ".jwksUri", SecurityMessages.invalidKeysUrl(keys));
    }
    if (keys != null && rule.get("jwks") != null) {
      fields.reject(field + ".jwks", SecurityMessages.keysTwice());
    }
  }

  private static boolean isHttpUrl(Object value) {
    return value instanceof String text && HTTP_URL.matcher(text).matches();
  }

  private void allow(List<Map<String, Object>> rules, List<PolicyIntent> policies) {
    if (rules.isEmpty()) {
      fields.reject(ALLOW, SecurityMessages.allowsNothing());
      return;
    }
    for (int i = 0; i < rules.size(); i++) {
      if (rules.get(i).isEmpty()) {
        fields.reject(ALLOW + "[" + i + "]", SecurityMessages.allowsEverything());
      }
    }
    policies.add(new AllowRules(rules));
  }
}
