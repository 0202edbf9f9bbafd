package dev.sluice.cli;

import dev.sluice.api.v1alpha1.CanaryReleaseStatus;
import dev.sluice.api.v1alpha1.ReleaseStatus;
import dev.sluice.lifecycle.ReleaseAction;
import dev.sluice.messages.Reason;
import java.util.Optional;
import picocli.CommandLine.Command;

/** Orders the promotion of the release in progress. */
@Command(
    name = "promote",
    exitCodeOnInvalidInput = SluiceCommand.ERROR,
    mixinStandardHelpOptions = true,
    description = {
      "Sends all requests to the canary of the release in progress as soon as its pods are ready,"
          + " and promotes it after the last step.",
      "Skips the other steps and ends spec.paused and holds for this release. A canary that fails is"
          + " still rolled back.",
      "Without a release, lets Kubernetes finish a rollout that was paused in the middle"
          + " (RolloutInterrupted)."
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:ordered: the annotation is set; sluice status shows what becomes of it",
      "64:no release is in progress and no rollout is interrupted, or another error"
    })
final class PromoteCommand extends ActionCommand {
  PromoteCommand() {
    super(ReleaseAction.PROMOTE);
  }

  @Override
  Optional<Long> revision(CanaryReleaseStatus status) {
    return inProgress(status).map(ReleaseStatus::revision).or(() -> interrupted(status));
  }

  @Override
  String problem(String name) {
    return "no release of " + name + " is in progress, and no rollout is interrupted";
  }

  /** The newest revision, where a rollout of Kubernetes waits for the order to continue. */
  private static Optional<Long> interrupted(CanaryReleaseStatus status) {
    boolean waits =
        status.conditions().stream()
            .anyMatch(condition -> Reason.RolloutInterrupted.name().equals(condition.reason()));
    return waits ? newest(status) : Optional.empty();
  }
}
