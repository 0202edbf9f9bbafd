package dev.sluice.cli;

import dev.sluice.api.v1alpha1.CanaryReleaseStatus;
import dev.sluice.lifecycle.ReleaseAction;
import java.util.Optional;
import picocli.CommandLine.Command;

/** Orders another try of what was rejected or waits. */
@Command(
    name = "retry",
    exitCodeOnInvalidInput = SluiceCommand.ERROR,
    mixinStandardHelpOptions = true,
    description = {
      "Releases the Deployment's template again after it was rolled back, or at once where it waits"
          + " because the template changes too often."
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:ordered: the annotation is set; sluice status shows what becomes of it",
      "64:the CanaryRelease has not adopted its Deployment, or another error"
    })
final class RetryCommand extends ActionCommand {
  RetryCommand() {
    super(ReleaseAction.RETRY);
  }

  @Override
  Optional<Long> revision(CanaryReleaseStatus status) {
    return newest(status);
  }

  @Override
  String problem(String name) {
    return name + " has not adopted its Deployment yet";
  }
}
