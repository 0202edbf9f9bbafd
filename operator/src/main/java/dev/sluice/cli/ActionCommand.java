package dev.sluice.cli;

import dev.sluice.api.v1alpha1.CanaryRelease;
import dev.sluice.api.v1alpha1.CanaryReleaseStatus;
import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.api.v1alpha1.ReleaseStatus;
import dev.sluice.api.v1alpha1.StableStatus;
import dev.sluice.lifecycle.ReleaseAction;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Orders an action of a release by the annotation that names it. */
abstract class ActionCommand implements Callable<Integer> {
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

  private final ReleaseAction action;

  ActionCommand(ReleaseAction action) {
    this.action = action;
  }

  /** The revision that the action can mean now; empty if there is none. */
  abstract Optional<Long> revision(CanaryReleaseStatus status);

  /** Why there is none. */
  abstract String problem(String name);

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    try (ReleaseLookup lookup = new ReleaseLookup(namespace)) {
      Optional<CanaryRelease> found = lookup.find(name);
      if (found.isEmpty()) {
        err.println(ReleaseLookup.notFound(name));
        return SluiceCommand.ERROR;
      }
      Optional<CanaryReleaseStatus> status = Optional.ofNullable(found.get().getStatus());
      Optional<Long> revision = status.flatMap(this::revision);
      if (revision.isEmpty()) {
        err.println("error: " + problem(name));
        return SluiceCommand.ERROR;
      }
      lookup
          .resource(name)
          .patch(
              new PatchContext.Builder()
                  .withPatchType(PatchType.JSON_MERGE)
                  .withFieldManager(FIELD_MANAGER)
                  .build(),
              annotation(action, value(found.get().getMetadata(), revision.get())));
      spec.commandLine()
          .getOut()
          .println(
              "%s of %s(revision %d) ordered"
                  .formatted(action.text(), version(status.get(), revision.get()), revision.get()));
      return 0;
    }
  }

  /** The release that an action can mean. */
  static Optional<ReleaseStatus> inProgress(CanaryReleaseStatus status) {
    return Optional.ofNullable(status.release())
        .filter(release -> release.outcome() == Outcome.InProgress);
  }

  /** Another value than the one that is there, which may be spent. */
  private String value(ObjectMeta metadata, long revision) {
    String there =
        Optional.ofNullable(metadata.getAnnotations())
            .map(annotations -> annotations.get(action.annotation()))
            .orElse("");
    return next(there, revision);
  }

  /** The revision, with a number where the value that is there means it already. */
  static String next(String there, long revision) {
    Matcher same = Pattern.compile(revision + "(?:/([0-9]{1,9}))?").matcher(there);
    if (!same.matches()) {
      return Long.toString(revision);
    }
    int order = same.group(1) == null ? 1 : Integer.parseInt(same.group(1));
    return revision + "/" + (order + 1);
  }

  private static String version(CanaryReleaseStatus status, long revision) {
    return Optional.ofNullable(status.release())
        .filter(release -> release.revision() == revision)
        .map(release -> release.version() + " ")
        .orElse("");
  }

  /** The newest revision that was given out; empty before adoption. */
  static Optional<Long> newest(CanaryReleaseStatus status) {
    return Stream.of(
            Optional.ofNullable(status.stable()).map(StableStatus::revision),
            Optional.ofNullable(status.release()).map(ReleaseStatus::revision))
        .flatMap(Optional::stream)
        .max(Comparator.naturalOrder());
  }

  /** A merge patch that orders the action. */
  static String annotation(ReleaseAction action, String value) {
    return Serialization.asJson(
        Map.of("metadata", Map.of("annotations", Map.of(action.annotation(), value))));
  }
}
