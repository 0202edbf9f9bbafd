package dev.sluice.api.v1alpha1;

/** Parts that rules of several fields share; the fields say which they use. */
final class Rules {
  static final int MAX_LABEL_LENGTH = 63;
  static final int MAX_DURATION_LENGTH = 32;

  static final String IS_DNS_LABEL = "self.matches('^[a-z]([-a-z0-9]*[a-z0-9])?$')";
  static final String NOT_A_DNS_LABEL =
      "must be lower-case letters, digits and '-', start with a letter and end with a letter or"
          + " digit, as in users-api";

  static final String IS_DURATION = "self.matches('^([0-9]+([.][0-9]+)?(ms|s|m|h))+$')";
  static final String DURATION = "numbers with the units ms, s, m or h as in 90s or 1h30m";

  /** As in Kubernetes' own conditions: an optional DNS prefix and a name. */
  static final String CONDITION_TYPE =
      "^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$";

  static final String CONDITION_REASON = "^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$";

  private Rules() {}
}
