package dev.sluice.cli;

import dev.sluice.cli.OperatorOptions.InvalidConfigException;
import dev.sluice.operator.OperatorConfig;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Reads the operator's configuration from a given environment, as {@code run} does. */
public final class EnvironmentConfig {
  private EnvironmentConfig() {}

  @Command(name = "run")
  private static final class OptionsOnly {
    @Mixin private OperatorOptions options;
  }

  /**
   * The configuration.
   *
   * @throws IllegalArgumentException if it is invalid, with the message of {@code run}
   */
  public static OperatorConfig read(Map<String, String> environment, String... flags) {
    CommandLine command = command(environment);
    command.parseArgs(flags);
    OptionsOnly parsed = command.getCommand();
    try {
      return parsed.options.read(new EnvironmentDefaults(environment));
    } catch (InvalidConfigException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  static CommandLine command(Map<String, String> environment) {
    return new CommandLine(new OptionsOnly())
        .setDefaultValueProvider(new EnvironmentDefaults(environment));
  }
}
