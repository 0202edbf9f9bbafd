package dev.sluice.docs;

import static dev.sluice.docs.ReferencePage.code;
import static dev.sluice.docs.ReferencePage.table;

import dev.sluice.cli.SluiceCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The page of commands and their options, from what reads the command line. */
class CommandReferenceTest {

  @Test
  void commands() {
    CommandLine line = new CommandLine(new SluiceCommand());
    StringBuilder content =
        new StringBuilder(
            """
            # Commands

            The commands of `sluice` and their options, as `sluice COMMAND --help` prints them.
            [The command line](../cli.md) explains them with examples. This page is generated from the code.

            """);
    append(content, line.getCommandSpec());
    line.getSubcommands().values().stream()
        .distinct()
        .forEach(command -> append(content, command.getCommandSpec()));
    new ReferencePage("cli.md", content.toString().strip() + "\n").verify();
  }

  private static void append(StringBuilder content, CommandSpec command) {
    UsageMessageSpec usage = command.usageMessage();
    content.append("## ").append(command.qualifiedName()).append("\n\n");
    content.append(text(usage.description())).append("\n\n");
    List<List<String>> rows = new ArrayList<>();
    for (PositionalParamSpec parameter : command.positionalParameters()) {
      rows.add(row(code(parameter.paramLabel()), parameter));
    }
    for (OptionSpec option : command.options()) {
      String label = option.arity().max() == 0 ? "" : " " + option.paramLabel();
      rows.add(row(code(String.join(", ", option.names()) + label), option));
    }
    content.append(table(List.of("Argument", "Default", "Meaning"), rows)).append('\n');
    Map<String, String> codes = usage.exitCodeList();
    if (!codes.isEmpty()) {
      List<List<String>> ends = new ArrayList<>();
      codes.forEach((status, meaning) -> ends.add(List.of(code(status.strip()), meaning)));
      content.append(table(List.of("Exit status", "Meaning"), ends)).append('\n');
    }
  }

  private static String text(String... description) {
    return String.join(" ", description).replace("%n", " ").replace("%%", "%");
  }

  private static List<String> row(String name, ArgSpec argument) {
    String absent = argument.defaultValue();
    String text = text(argument.description());
    return List.of(
        name + (argument.required() ? " (required)" : ""),
        absent == null ? "" : code(absent),
        text.replaceAll(" *Default: \\$\\{DEFAULT-VALUE\\}[.]?", ""));
  }
}
