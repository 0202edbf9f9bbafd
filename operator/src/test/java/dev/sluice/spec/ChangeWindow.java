package dev.sluice.spec;

import dev.sluice.analysis.Verdict.Result;
import dev.sluice.messages.Reason;

/**
 * A made-up gate: steps are passed while a change window is open.
 *
 * @param open whether it is
 */
record ChangeWindow(boolean open) implements ExternalGate {
  @Override
  public GateResult check(GateContext context) {
    if (context.found(Result.BAD)) {
      return context.waiting();
    }
    return open ? context.time() : new GateResult.Waiting(Reason.Paused);
  }
}
