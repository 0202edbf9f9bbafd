package dev.sluice.cli;

import static dev.sluice.docs.ReferencePage.code;

import dev.sluice.docs.ReferencePage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The page of the operator's settings. */
class SettingsReferenceTest {

  @Test
  void settings() {
    String content =
        """
        # Settings of the operator

        Options of `sluice run`. Each can also be set by an environment variable; the chart sets the variables from its
        values. A flag takes precedence over the environment. A variable that begins with `SLUICE_` and is not in this table
        stops the operator at its start, with a suggestion of the nearest name. This page is generated from the code.

        """
            + ReferencePage.table(
                List.of("Option", "Variable", "Default", "Meaning"),
                EnvironmentDefaults.options(EnvironmentConfig.command(Map.of()).getCommandSpec())
                    .stream()
                    .map(
                        option ->
                            List.of(
                                code(option.longestName()),
                                code(EnvironmentDefaults.variable(option)),
                                code(option.defaultValue()),
                                String.join(" ", option.description())))
                    .toList());
    new ReferencePage("settings.md", content).verify();
  }
}
