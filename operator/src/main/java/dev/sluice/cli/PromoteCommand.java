package dev.sluice.cli;

import dev.sluice.api.v1alpha1.CanaryRelease;
import dev.sluice.api.v1alpha1.CanaryReleaseStatus;
import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.api.v1alpha1.ReleaseStatus;
import dev.sluice.lifecycle.ReleaseAction;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Orders the promotion of the release in progress. */
@Command(
    name = "promote",
    exitCodeOnInvalidInput = SluiceCommand.ERROR,
    mixinStandardHelpOptions = true,
    description = {
      "Sends all requests to the canary of the release in progress as soon as its pods are ready,"
          + " and promotes it after the last step.",
      "Skips the other steps and ends spec.paused and holds for this release. A canary that fails is"
          + " still rolled back."
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:ordered: the annotation is set; sluice status shows what becomes of it",
      "64:no release is in progress, or another error"
    })
final class PromoteCommand implements Callable<Integer> {
  /** What the status names as the one who ordered it. */
  private static final String FIELD_MANAGER = "sluice-cli";

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "NAME", description = "Name of the CanaryRelease.")
  private String name;

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NS",
      description =
          "Namespace of the CanaryRelease. Default: the namespace of the kubeconfig context.")
  private String namespace;

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    try (ReleaseLookup lookup = new ReleaseLookup(namespace)) {
      Optional<CanaryRelease> found = lookup.find(name);
      if (found.isEmpty()) {
        err.println(ReleaseLookup.notFound(name));
        return SluiceCommand.ERROR;
      }
      Optional<ReleaseStatus> release = inProgress(found.get().getStatus());
      if (release.isEmpty()) {
        err.println("error: no release of " + name + " is in progress");
        return SluiceCommand.ERROR;
      }
      lookup
          .resource(name)
          .patch(
              new PatchContext.Builder()
                  .withPatchType(PatchType.JSON_MERGE)
                  .withFieldManager(FIELD_MANAGER)
                  .build(),
              annotation(ReleaseAction.PROMOTE, release.get().revision()));
      spec.commandLine()
          .getOut()
          .println(
              "promote of %s (revision %d) ordered"
                  .formatted(release.get().version(), release.get().revision()));
      return 0;
    }
  }

  /** The release that an action can mean. */
  static Optional<ReleaseStatus> inProgress(CanaryReleaseStatus status) {
    return Optional.ofNullable(status)
        .map(CanaryReleaseStatus::release)
        .filter(release -> release.outcome() == Outcome.InProgress);
  }

  /** A merge patch that orders the action for a revision. */
  static String annotation(ReleaseAction action, long revision) {
    return Serialization.asJson(
        Map.of(
            "metadata",
            Map.of("annotations", Map.of(action.annotation(), Long.toString(revision)))));
  }
}
