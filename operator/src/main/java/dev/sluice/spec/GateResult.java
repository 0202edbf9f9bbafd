package dev.sluice.spec;

import dev.sluice.messages.Reason;

/** A gate's answer. */
public sealed interface GateResult {
  /** Whether the step is passed. */
  default boolean isPassed() {
    return false;
  }

  /** The step is passed. */
  record Passed() implements GateResult {
    @Override
    public boolean isPassed() {
      return true;
    }
  }

  /** The step waits for its time. */
  record Timed() implements GateResult {}

  /** The step waits for something else than time. */
  record Waiting(Reason reason) implements GateResult {}

  /** The step cannot be passed any more: the release is rolled back. */
  record Impassable(Reason reason, String message) implements GateResult {}
}
