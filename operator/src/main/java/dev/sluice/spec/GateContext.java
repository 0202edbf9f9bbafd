package dev.sluice.spec;

import dev.sluice.analysis.Verdict;
import dev.sluice.analysis.Verdict.Result;
import dev.sluice.messages.Reason;
import java.util.Optional;

/**
 * What a gate looks at.
 *
 * @param timeElapsed whether the step has been in force for its minimum
 * @param enforced whether what is measured may hold the release
 * @param comparable whether a baseline serves requests beside the canary
 * @param verdict on the version on trial, empty when none is
 */
public record GateContext(
    boolean timeElapsed, boolean enforced, boolean comparable, Optional<Verdict> verdict) {

  /** Whether the analysis found this; where nothing is enforced it finds what is wanted. */
  boolean found(Result result) {
    return !enforced || verdict.filter(found -> found.result() == result).isPresent();
  }

  /** Passed once the time has elapsed. */
  GateResult time() {
    return timeElapsed ? new GateResult.Passed() : new GateResult.Timed();
  }

  /** Waiting for what the verdict names, or for a first one. */
  GateResult waiting() {
    return new GateResult.Waiting(verdict.map(Verdict::reason).orElse(Reason.Unjudged));
  }
}
