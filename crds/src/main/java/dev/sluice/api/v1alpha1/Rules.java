package dev.sluice.api.v1alpha1;

/** Parts of CEL rules and messages that several fields share. */
final class Rules {
  static final int MAX_LABEL_LENGTH = 63;
  static final int MAX_CANARY_LABELS = 20;
  static final int MAX_JWT_RULES = 10;
  static final int MAX_ALLOW_RULES = 50;
  static final int MAX_REQUESTS = 1_000_000;
  static final int MAX_DURATION_LENGTH = 32;
  static final int MAX_PERCENTAGE_LENGTH = 16;
  static final int MAX_DECIMAL_LENGTH = 32;

  static final String IS_DNS_LABEL = "self.matches('^[a-z]([-a-z0-9]*[a-z0-9])?$')";
  static final String NOT_A_DNS_LABEL =
      "must consist of lower-case letters, digits and '-', start with a letter and end with a"
          + " letter or digit, such as users-api";

  /** Whether {@code key} is the key of a label: an optional DNS prefix and a name. */
  static final String KEY_IS_LABEL_KEY =
      "key.matches('^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$')";

  /** Whether {@code self[key]} is the value of a label. */
  static final String IS_LABEL_VALUE =
      "self[key].matches('^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$')";

  /** Whether {@code key} is the key of a label that Sluice sets. */
  static final String KEY_IS_OF_SLUICE =
      "(key.startsWith('sluice.dev/') || key == 'app.kubernetes.io/managed-by')";

  static final String IS_DURATION = "self.matches('^([0-9]+([.][0-9]+)?(ms|s|m|h))+$')";
  static final String DURATION = "a duration such as 90s or 1h30m";

  static final String IS_PERCENTAGE = "self.matches('^[0-9]+([.][0-9]+)?%$')";

  /** Number of a percentage; an error unless {@link #IS_PERCENTAGE} holds. */
  static final String PERCENTAGE = "double(self.replace('%', ''))";

  private static final String DECIMAL = ".matches('^-?[0-9]+([.][0-9]+)?$')";
  static final String IS_DECIMAL = "self" + DECIMAL;
  static final String MIN_IS_DECIMAL = "self.min" + DECIMAL;
  static final String MAX_IS_DECIMAL = "self.max" + DECIMAL;

  /** Whether {@code s} is a class of HTTP errors or a single one. */
  static final String IS_ERROR_STATUS = "s.matches('^[45](xx|[0-9][0-9])$')";

  static final String PLACEHOLDERS =
      "{{namespace}} {{name}} {{service}} {{canary.deployment}} {{canary.pods}}"
          + " {{stable.deployment}} {{stable.pods}}";

  /** A query with known placeholders blanked; any "{{" that is left starts an unknown one. */
  static final String WITHOUT_PLACEHOLDERS =
      "self.replace('{{namespace}}', ' ').replace('{{name}}', ' ').replace('{{service}}', ' ')"
          + ".replace('{{canary.deployment}}', ' ').replace('{{canary.pods}}', ' ')"
          + ".replace('{{stable.deployment}}', ' ').replace('{{stable.pods}}', ' ')";

  /** As in the conditions of Kubernetes: an optional DNS prefix and a name. */
  static final String CONDITION_TYPE =
      "^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$";

  static final String CONDITION_REASON = "^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$";

  private Rules() {}
}
