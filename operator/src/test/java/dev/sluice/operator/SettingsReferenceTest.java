package dev.sluice.operator;

import static dev.sluice.docs.ReferencePage.code;

import dev.sluice.docs.ReferencePage;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The page of the operator's settings. */
class SettingsReferenceTest {

  @Test
  void settings() {
    String content =
        """
        # Settings of the operator

        The operator is configured by environment variables; the chart sets them from its values. A variable that begins
        with `SLUICE_` and is not in this table stops the operator at its start, with a suggestion of the nearest name.
        This page is generated from the code.

        """
            + ReferencePage.table(
                List.of("Variable", "Default", "Meaning"),
                Arrays.stream(EnvironmentVariable.values())
                    .map(
                        setting ->
                            List.of(
                                code(setting.variable()),
                                code(setting.absent()),
                                setting.description()))
                    .toList());
    new ReferencePage("settings.md", content).verify();
  }
}
