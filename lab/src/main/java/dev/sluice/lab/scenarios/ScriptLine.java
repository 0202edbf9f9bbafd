package dev.sluice.lab.scenarios;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** One line of a script: what is done, what is waited for, or what must be true. */
sealed interface ScriptLine {
  /** The line in words, as it is printed. */
  String text();

  /** Does something once. */
  record Act(String text, Consumer<ScenarioApi> action) implements ScriptLine {}

  /** Does something again and again, from this line to the end of the script. */
  record Repeat(String text, Duration interval, Consumer<ScenarioApi> action)
      implements ScriptLine {}

  /** Waits for a condition. The script fails after the limit. */
  record Await(String text, Duration limit, Predicate<ScenarioApi> condition)
      implements ScriptLine {}

  /** Fails the script if a condition does not hold now. */
  record Check(String text, Predicate<ScenarioApi> condition) implements ScriptLine {}
}
