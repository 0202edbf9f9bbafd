package dev.sluice.lab.scenarios;

import dev.sluice.lab.demo.Manifests;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many requests may fail in each scenario: as many as the same violence costs without a
 * CanaryRelease. The figures are measured and committed.
 *
 * @param figures by the name of the scenario
 */
record Budgets(Map<String, Map<?, ?>> figures) {
  private static final String FILE = "budgets.yaml";

  /** Reads the committed figures. */
  static Budgets committed() {
    try (InputStream in = Budgets.class.getResourceAsStream(FILE)) {
      String yaml = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      Map<String, Map<?, ?>> figures = new TreeMap<>();
      Manifests.parse(yaml)
          .forEach(all -> all.forEach((name, one) -> figures.put(name, (Map<?, ?>) one)));
      return new Budgets(figures);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The failed requests that a scenario may have; 0 if it has no plain script. */
  int of(Scenario scenario) {
    Map<?, ?> figure = figures.get(scenario.name());
    return figure == null ? 0 : (int) figure.get("failed");
  }

  /** A line of the file for a measured run. */
  static String line(Scenario scenario, PlayedScript plain) {
    return String.format(
        Locale.ROOT,
        "%s: {failed: %d, requests: %d, seconds: %d, rate: %d}",
        scenario.name(),
        plain.foreign(),
        plain.requests(),
        plain.seconds(),
        scenario.perSecond());
  }
}
