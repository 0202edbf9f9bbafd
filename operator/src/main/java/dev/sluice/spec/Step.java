package dev.sluice.spec;

import dev.sluice.traffic.Exposure;
import java.time.Duration;

/** A time in which the canary has one exposure, and the gate that ends it. */
public sealed interface Step permits ReleaseStep, ReturnStep {
  /** Unique within its list. */
  String name();

  /** What the canary receives. */
  Exposure exposure();

  /** How long the step lasts at least. */
  Duration minimum();

  /** What must be so, beside the time, before the step is passed. */
  Gate gate();
}
