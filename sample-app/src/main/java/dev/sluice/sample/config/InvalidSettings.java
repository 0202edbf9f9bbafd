package dev.sluice.sample.config;

import java.util.List;

/** Thrown for settings that cannot be used. */
public final class InvalidSettings extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Refusal> refusals;

  InvalidSettings(List<Refusal> refusals) {
    super(String.join("; ", refusals.stream().map(Refusal::toString).toList()));
    this.refusals = List.copyOf(refusals);
  }

  /** One for each bad setting. */
  public List<Refusal> refusals() {
    return refusals;
  }
}
