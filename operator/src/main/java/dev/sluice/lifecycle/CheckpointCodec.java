package dev.sluice.lifecycle;

import java.util.Optional;

/**
 * Turns the state into the text of {@code status.checkpoint} and back. The operator's text is JSON,
 * which survives anything; who decides thousands of times without a crash in between may keep the
 * state itself and record a reference to it.
 */
public interface CheckpointCodec {
  /** The state that this text stands for; empty for null, and where it stands for none. */
  Optional<ReleaseState> read(String checkpoint);

  /** A text, not empty, that stands for this state. */
  String write(ReleaseState state);
}
