package dev.sluice.cli;

import dev.sluice.cli.OptionConverters.DurationConverter;
import dev.sluice.cli.lint.LintedRelease;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Options of the commands that try a policy: where it is, and how the operator samples. */
final class PolicyOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Parameters(
      paramLabel = "FILE",
      description = "YAML or JSON file with a CanaryRelease; - is standard input.")
  private String file;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Name of the CanaryRelease. Required if the file has several.")
  private String name;

  @Option(
      names = "--step",
      paramLabel = "DURATION",
      defaultValue = "15s",
      converter = DurationConverter.class,
      description =
          "Sampling step of the operator (SLUICE_SAMPLING_STEP). Default: ${DEFAULT-VALUE}.")
  private Duration step;

  /** The selected CanaryRelease; empty if the file has problems, which are printed. */
  Optional<LintedRelease> release() {
    return PolicyFile.one(command, file, name);
  }

  /** Length of a sampling step. */
  Duration step() {
    return step;
  }
}
