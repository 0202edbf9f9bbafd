package dev.sluice.lab.scenarios;

import java.util.Optional;

/**
 * The result of a scenario.
 *
 * @param budget failed requests that the violence alone costs
 * @param plain the same violence without a CanaryRelease, if it was run
 */
record ScenarioResult(
    Scenario scenario, PlayedScript played, int budget, Optional<PlayedScript> plain) {

  /** Foreign failures beyond the budget. */
  int foreignFailed() {
    return Math.max(0, played.foreign() - budget);
  }

  /** Why the scenario failed. */
  Optional<String> problem() {
    return played.problem().or(() -> plain.flatMap(PlayedScript::problem).map(p -> "plain: " + p));
  }

  /** Whether the script reached its end without foreign failures beyond the budget. */
  boolean passed() {
    return problem().isEmpty() && foreignFailed() == 0;
  }

  /** Why there is no verdict. */
  Optional<String> noVerdict() {
    return played.noVerdict().or(() -> plain.flatMap(PlayedScript::noVerdict));
  }

  /** {@code passed}, {@code FAILED} or {@code no verdict}. */
  String verdict() {
    if (!passed()) {
      return "FAILED";
    }
    return noVerdict().isPresent() ? "no verdict" : "passed";
  }
}
