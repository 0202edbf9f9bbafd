package dev.sluice.lab.scenarios;

import java.util.ArrayList;
import java.util.List;

/**
 * A release on the real mesh, under load, with something that happens to it.
 *
 * @param name lower-case words with dashes; also the end of its namespace
 * @param sentence what happens, in one sentence
 * @param perSecond requests per second
 * @param badVersion the version whose own failures do not count; empty if there is none
 * @param alone whether it disturbs other scenarios, and so runs after them
 * @param script the release and what happens to it; it waits for an end
 * @param plain the same violence without a CanaryRelease; empty if it needs one
 */
record Scenario(
    String name,
    String sentence,
    int perSecond,
    String badVersion,
    boolean alone,
    List<ScriptLine> script,
    List<ScriptLine> plain) {
  private static final int USUAL_RATE = 100;

  Scenario {
    script = List.copyOf(script);
    plain = List.copyOf(plain);
  }

  /** A scenario with the usual load, without a bad version and without violence. */
  static Scenario of(String name, String sentence, ScriptLine... script) {
    return new Scenario(name, sentence, USUAL_RATE, "", false, List.of(script), List.of());
  }

  /** With a version whose own failures do not count. */
  Scenario bad(String version) {
    return new Scenario(name, sentence, perSecond, version, alone, script, plain);
  }

  /** Waits until the only release is promoted, with these weights of the route. */
  Scenario promotes(String version, Integer... weights) {
    List<ScriptLine> lines = new ArrayList<>(script);
    lines.add(ScriptLines.ended(version, "Promoted"));
    lines.add(ScriptLines.stable(version));
    lines.add(ScriptLines.onlyRelease(version, "Promoted", "Promoted"));
    lines.add(ScriptLines.weights(weights));
    return new Scenario(name, sentence, perSecond, badVersion, alone, lines, plain);
  }

  /** Runs without others at the same time. */
  Scenario byItself() {
    return new Scenario(name, sentence, perSecond, badVersion, true, script, plain);
  }

  /** The same violence without a CanaryRelease. Its failed requests are the budget. */
  Scenario plainly(ScriptLine... lines) {
    return new Scenario(name, sentence, perSecond, badVersion, alone, script, List.of(lines));
  }
}
