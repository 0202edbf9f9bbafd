package dev.sluice.lifecycle;

import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.messages.EventMessages;
import dev.sluice.messages.Reason;
import dev.sluice.workload.DeploymentView;
import dev.sluice.workload.PodTemplates;

/** Why a release must end before its promotion, and how it ends because of it. */
record Abort(Outcome outcome, Reason reason, String message) {

  /** The stable template was restored. */
  static Abort withdrawn() {
    return new Abort(Outcome.Withdrawn, Reason.Withdrawn, EventMessages.withdrawn());
  }

  /** The CanaryRelease is deleted. */
  static Abort deleted() {
    return new Abort(Outcome.Withdrawn, Reason.Deleted, EventMessages.deleted());
  }

  /** The Deployment asks for something newer. */
  static Abort superseded(DeploymentView deployment) {
    return new Abort(
        Outcome.Superseded,
        Reason.Superseded,
        EventMessages.superseded(PodTemplates.version(deployment.template())));
  }
}
