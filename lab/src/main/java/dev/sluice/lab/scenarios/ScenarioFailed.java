package dev.sluice.lab.scenarios;

/** A script that did not reach its end. The message says what was waited for. */
final class ScenarioFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ScenarioFailed(String message) {
    super(message);
  }
}
