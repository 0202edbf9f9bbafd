package dev.sluice.release;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The operator's checkpoints: JSON, which survives anything. Reading it is most of the work of a
 * decision, and nearly always it is the text that was written last: what was lately written or read
 * is remembered, and not read again. Thread-safe.
 */
public final class Checkpoints implements StateKeeper {
  /** Some kilobytes each, and only the newest one of each release is asked for. */
  private static final int REMEMBERED = 1000;

  private final Map<String, State> lately =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, State> eldest) {
          return size() > REMEMBERED;
        }
      };

  @Override
  public Optional<State> read(String checkpoint) {
    if (checkpoint == null) {
      return Optional.empty();
    }
    synchronized (lately) {
      State known = lately.get(checkpoint);
      if (known != null) {
        return Optional.of(known);
      }
    }
    Optional<State> read = Checkpoint.KEEPER.read(checkpoint);
    read.ifPresent(state -> remember(checkpoint, state));
    return read;
  }

  @Override
  public String write(State state) {
    String checkpoint = Checkpoint.KEEPER.write(state);
    remember(checkpoint, state);
    return checkpoint;
  }

  private void remember(String checkpoint, State state) {
    synchronized (lately) {
      lately.put(checkpoint, state);
    }
  }
}
