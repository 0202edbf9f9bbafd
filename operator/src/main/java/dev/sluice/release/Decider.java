package dev.sluice.release;

import dev.sluice.api.v1alpha1.CanaryReleaseSpec;
import dev.sluice.api.v1alpha1.CanaryReleaseStatus;
import java.time.Instant;
import java.util.Optional;

/** Turns one observation into one decision. Pure: the same input gives the same decision. */
public final class Decider {
  private Decider() {}

  /**
   * @param spec as the user wrote it
   * @param recorded the status as last recorded, null when there is none
   */
  public static Decision decide(
      Observation seen, CanaryReleaseSpec spec, CanaryReleaseStatus recorded, Instant now) {
    throw new UnsupportedOperationException("not yet");
  }

  /** Which version is on trial by the recorded state; empty when none is. */
  public static Optional<Trial> trial(CanaryReleaseSpec spec, CanaryReleaseStatus recorded) {
    throw new UnsupportedOperationException("not yet");
  }
}
