package dev.sluice.cli;

import dev.sluice.api.v1alpha1.CanaryReleaseStatus;
import dev.sluice.api.v1alpha1.ReleaseStatus;
import dev.sluice.lifecycle.ReleaseAction;
import java.util.Optional;
import picocli.CommandLine.Command;

/** Orders the rollback of the release in progress. */
@Command(
    name = "rollback",
    exitCodeOnInvalidInput = SluiceCommand.ERROR,
    mixinStandardHelpOptions = true,
    description = {
      "Ends the release in progress: all requests return to the stable version, and the template is"
          + " kept as rejected.",
      "Possible until the last step has ended. Afterwards, apply the version before it."
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:ordered: the annotation is set; sluice status shows what becomes of it",
      "64:no release is in progress, or another error"
    })
final class RollbackCommand extends ActionCommand {
  RollbackCommand() {
    super(ReleaseAction.ROLLBACK);
  }

  @Override
  Optional<Long> revision(CanaryReleaseStatus status) {
    return inProgress(status).map(ReleaseStatus::revision);
  }

  @Override
  String problem(String name) {
    return "no release of " + name + " is in progress";
  }
}
