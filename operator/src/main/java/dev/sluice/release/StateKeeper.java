package dev.sluice.release;

import java.util.Optional;

/**
 * Turns the state into the text of {@code status.checkpoint} and back. The operator's text is JSON,
 * which survives anything; who decides thousands of times without a crash in between may keep the
 * state itself and record a reference to it.
 */
public interface StateKeeper {
  /** The state that this text stands for; empty for null, and where it stands for none. */
  Optional<State> read(String checkpoint);

  /** A text, not empty, that stands for this state. */
  String write(State state);
}
