package dev.sluice.sample.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * A text that no log, error or metric shows.
 *
 * @param value empty where none is set
 */
public record Secret(String value) {

  static final String HIDDEN = "(hidden)";

  /** Whether there is one. */
  public boolean isSet() {
    return !value.isEmpty();
  }

  /** Whether the text is this secret, in a time that does not show how much of it is right. */
  public boolean matches(String text) {
    return isSet()
        && MessageDigest.isEqual(
            value.getBytes(StandardCharsets.UTF_8), text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return isSet() ? HIDDEN : "";
  }
}
