package dev.sluice.messages;

/** What is wrong with {@code spec.security}, and what to do. Each follows the path of the field. */
public final class SecurityMessages {
  private SecurityMessages() {}

  public static String noIssuer() {
    return "is empty, so that no token is checked; add a rule with an issuer, or remove the field";
  }

  public static String missingIssuer() {
    return "is required; set it to the claim iss of the tokens, for example"
        + " https://accounts.example.com";
  }

  public static String invalidKeysUrl(Object value) {
    return ("\"%s\" is not an http or https URL, so that every token would be refused; use for"
            + " example https://accounts.example.com/.well-known/jwks.json")
        .formatted(value);
  }

  public static String keysTwice() {
    return "cannot be used with jwksUri; remove one of them";
  }

  public static String allowsNothing() {
    return "is empty, which would refuse every request; add a rule, or remove the field to allow"
        + " every request";
  }

  public static String allowsEverything() {
    return "is empty and would allow every request, whatever the other rules say; give it from, to"
        + " or when, or remove it";
  }

  public static String refusedTokensNotAnalyzed() {
    return "refused tokens are answered with 401 and 403, which no metric analyzes; add a metric with"
        + " errorRate.http [4xx], so that a version that refuses valid tokens is rolled back";
  }
}
