package dev.sluice.lifecycle;

import dev.sluice.messages.EventMessages;
import dev.sluice.messages.Reason;
import dev.sluice.messages.StatusMessages;
import java.time.Instant;

/**
 * A person acts on the Deployment by hand: nothing is written and nothing is decided. Afterwards
 * the stage begins again from what is observed then.
 */
final class UnmanagedRules {
  private UnmanagedRules() {}

  /** As long as the annotation is there. */
  static Transition stand(Turn turn) {
    ReleaseState state = turn.state();
    if (state.interventions().unmanagedSince() != null) {
      return Transition.to(state);
    }
    return Transition.to(again(turn, turn.now()))
        .with(Reason.Unmanaged, StatusMessages.unmanaged(turn.policy().deployment()));
  }

  /** Once the annotation is gone: what passed meanwhile counts for nothing. */
  static Transition resume(Turn turn) {
    return Transition.to(again(turn, null))
        .with(Reason.Managed, EventMessages.managedAgain(turn.policy().deployment()));
  }

  /** The stage from its beginning. */
  private static ReleaseState again(Turn turn, Instant unmanagedSince) {
    ReleaseState state = turn.state();
    return state
        .enter(state.stage(), turn.now())
        .interventions(state.interventions().unmanagedSince(unmanagedSince));
  }
}
