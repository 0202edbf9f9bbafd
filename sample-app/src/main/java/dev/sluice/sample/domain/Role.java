package dev.sluice.sample.domain;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What an account may do. */
public enum Role {
  /** Reads their own account. */
  USER,

  /** Reads every account, too. */
  ADMIN;

  /** Its name in requests, answers and tokens, such as {@code admin}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The role of a name as {@link #text} gives it, or empty. */
  public static Optional<Role> of(String text) {
    return Arrays.stream(values()).filter(role -> role.text().equals(text)).findFirst();
  }
}
