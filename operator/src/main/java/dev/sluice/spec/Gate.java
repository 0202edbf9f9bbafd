package dev.sluice.spec;

import dev.sluice.analysis.Verdict.Result;

/** What must be so before a step is passed. Pure: the same context gives the same answer. */
public sealed interface Gate permits Gate.Elapsed, Gate.Proven, Gate.Unharmed, ExternalGate {
  /**
   * Whether the step is passed; {@code Waiting} says for what, {@code Impassable} ends the release.
   */
  GateResult check(GateContext context);

  /** Whether the gate wants the canary verified for the next exposure. */
  boolean asksForProof();

  /** The step's time has elapsed and nothing that is measured holds it. */
  record Elapsed() implements Gate {
    @Override
    public GateResult check(GateContext context) {
      return context.found(Result.GOOD) || context.found(Result.UNPROVEN)
          ? context.time()
          : context.waiting();
    }

    @Override
    public boolean asksForProof() {
      return false;
    }
  }

  /**
   * Also the canary is verified for the next exposure. Where no baseline is left to compare with,
   * it is as {@link Elapsed}.
   */
  record Proven() implements Gate {
    @Override
    public GateResult check(GateContext context) {
      if (!context.comparable()) {
        return new Elapsed().check(context);
      }
      if (context.found(Result.GOOD)) {
        return context.time();
      }
      return context.found(Result.UNPROVEN) && !context.timeElapsed()
          ? new GateResult.Timed()
          : context.waiting();
    }

    @Override
    public boolean asksForProof() {
      return true;
    }
  }

  /** Nothing speaks against the pods; few or no requests are acceptable. */
  record Unharmed() implements Gate {
    @Override
    public GateResult check(GateContext context) {
      return context.found(Result.NO_TRAFFIC) ? context.time() : new Elapsed().check(context);
    }

    @Override
    public boolean asksForProof() {
      return false;
    }
  }
}
