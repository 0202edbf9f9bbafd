package dev.sluice.cli;

import dev.sluice.common.Suggestions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Gives each option of a command its value from the environment: {@code --http-port} from {@code
 * SLUICE_HTTP_PORT}. A flag wins over the environment; an empty variable is like none.
 */
record EnvironmentDefaults(Map<String, String> environment) implements IDefaultValueProvider {
  private static final String PREFIX = "SLUICE_";

  /** Variables that Kubernetes sets for a Service named sluice or sluice-something. */
  private static final Pattern SERVICE_LINK =
      Pattern.compile("SLUICE_([A-Z0-9_]+_)?(SERVICE_HOST|SERVICE_PORT(_.*)?|PORT(_[0-9]+_.*)?)");

  /** The variable of an option. The name of the pod is not Sluice's own. */
  static String variable(OptionSpec option) {
    String name = option.longestName().substring(2).replace('-', '_').toUpperCase(Locale.ROOT);
    return name.equals("POD_NAME") ? name : PREFIX + name;
  }

  /** The options of a command that have a variable. */
  static List<OptionSpec> options(CommandSpec command) {
    return command.options().stream()
        .filter(option -> !option.usageHelp() && !option.versionHelp())
        .toList();
  }

  @Override
  public String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option) || option.usageHelp() || option.versionHelp()) {
      return null;
    }
    String value = environment.get(variable(option));
    return value == null || value.isBlank() ? null : value.trim();
  }

  /** Variables that begin with SLUICE_ and belong to no option, one message each. */
  List<String> unknownVariables(CommandSpec command) {
    List<String> known = options(command).stream().map(EnvironmentDefaults::variable).toList();
    List<String> messages = new ArrayList<>();
    environment.keySet().stream()
        .filter(name -> name.startsWith(PREFIX))
        .filter(name -> !known.contains(name) && !SERVICE_LINK.matcher(name).matches())
        .sorted()
        .forEach(
            name ->
                messages.add(
                    "%s is unknown; did you mean %s?"
                        .formatted(name, Suggestions.among(name, known).orElseThrow())));
    return messages;
  }
}
