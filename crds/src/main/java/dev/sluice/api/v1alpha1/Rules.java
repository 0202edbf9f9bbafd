package dev.sluice.api.v1alpha1;

/** Parts that rules of several fields share; the fields say which they use. */
final class Rules {
  static final int MAX_LABEL_LENGTH = 63;
  static final int MAX_DURATION_LENGTH = 32;
  static final int MAX_PERCENTAGE_LENGTH = 16;
  static final int MAX_DECIMAL_LENGTH = 32;

  static final String IS_DNS_LABEL = "self.matches('^[a-z]([-a-z0-9]*[a-z0-9])?$')";
  static final String NOT_A_DNS_LABEL =
      "must be lower-case letters, digits and '-', start with a letter and end with a letter or"
          + " digit, as in users-api";

  static final String IS_DURATION = "self.matches('^([0-9]+([.][0-9]+)?(ms|s|m|h))+$')";
  static final String DURATION = "numbers with the units ms, s, m or h as in 90s or 1h30m";

  static final String IS_PERCENTAGE = "self.matches('^[0-9]+([.][0-9]+)?%$')";

  /** Its number; an error where {@link #IS_PERCENTAGE} does not hold. */
  static final String PERCENTAGE = "double(self.replace('%', ''))";

  private static final String DECIMAL = ".matches('^-?[0-9]+([.][0-9]+)?$')";
  static final String IS_DECIMAL = "self" + DECIMAL;
  static final String MIN_IS_DECIMAL = "self.min" + DECIMAL;
  static final String MAX_IS_DECIMAL = "self.max" + DECIMAL;

  /** Of {@code s}: a class of errors or one of them. */
  static final String IS_ERROR_STATUS = "s.matches('^[45](xx|[0-9][0-9])$')";

  static final String PLACEHOLDERS =
      "{{namespace}} {{name}} {{service}} {{canary.deployment}} {{canary.pods}}"
          + " {{stable.deployment}} {{stable.pods}}";

  /** A query with a space for each placeholder: what is left of "{{" begins an unknown one. */
  static final String WITHOUT_PLACEHOLDERS =
      "self.replace('{{namespace}}', ' ').replace('{{name}}', ' ').replace('{{service}}', ' ')"
          + ".replace('{{canary.deployment}}', ' ').replace('{{canary.pods}}', ' ')"
          + ".replace('{{stable.deployment}}', ' ').replace('{{stable.pods}}', ' ')";

  /** As in Kubernetes' own conditions: an optional DNS prefix and a name. */
  static final String CONDITION_TYPE =
      "^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$";

  static final String CONDITION_REASON = "^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$";

  private Rules() {}
}
