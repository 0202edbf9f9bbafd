package dev.sluice.release;

import java.util.Optional;

/**
 * The operator's checkpoints: JSON, which survives anything. Reading it is most of the work of a
 * decision, and nearly always it is the text that was written last: what was lately written or read
 * is remembered, and not read again. Thread-safe.
 */
public final class Checkpoints implements StateKeeper {
  private final Remembered<String, State> lately = new Remembered<>();

  @Override
  public Optional<State> read(String checkpoint) {
    if (checkpoint == null) {
      return Optional.empty();
    }
    Optional<State> known = lately.get(checkpoint);
    if (known.isPresent()) {
      return known;
    }
    Optional<State> read = Checkpoint.KEEPER.read(checkpoint);
    read.ifPresent(state -> lately.put(checkpoint, state));
    return read;
  }

  @Override
  public String write(State state) {
    String checkpoint = Checkpoint.KEEPER.write(state);
    lately.put(checkpoint, state);
    return checkpoint;
  }
}
