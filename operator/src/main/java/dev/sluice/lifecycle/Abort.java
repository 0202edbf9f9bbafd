package dev.sluice.lifecycle;

import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.messages.EventMessages;
import dev.sluice.messages.Reason;

/** Why a release must end before its promotion, and how it ends because of it. */
record Abort(Outcome outcome, Reason reason, String message) {

  /** The stable template was restored. */
  static Abort withdrawn() {
    return new Abort(Outcome.Withdrawn, Reason.Withdrawn, EventMessages.withdrawn());
  }
}
