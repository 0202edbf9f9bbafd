package dev.sluice.sample.config;

import java.util.List;

/** Thrown for settings that cannot be used. */
public final class InvalidSettings extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> errors;

  InvalidSettings(List<String> errors) {
    super(String.join("; ", errors));
    this.errors = List.copyOf(errors);
  }

  /** One sentence for each bad setting. */
  public List<String> errors() {
    return errors;
  }
}
