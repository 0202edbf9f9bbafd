package dev.sluice.simulation;

import dev.sluice.lifecycle.CheckpointCodec;
import dev.sluice.lifecycle.ReleaseState;
import java.util.Optional;

/** Keeps the recorded and the newest state instead of encoding them, because runs are many. */
final class InMemoryCheckpointCodec implements CheckpointCodec {
  private String recorded = "";
  private ReleaseState recordedState;
  private String newest = "";
  private ReleaseState newestState;
  private long number;

  @Override
  public Optional<Checkpoint> read(String checkpoint) {
    if (newest.equals(checkpoint)) {
      recorded = newest;
      recordedState = newestState;
    }
    return recorded.equals(checkpoint)
        ? Optional.ofNullable(recordedState).map(state -> new Checkpoint(state, false))
        : Optional.empty();
  }

  @Override
  public String write(ReleaseState state) {
    newest = Long.toString(++number);
    newestState = state;
    return newest;
  }

  /** An independent copy. */
  InMemoryCheckpointCodec copy() {
    InMemoryCheckpointCodec copy = new InMemoryCheckpointCodec();
    copy.recorded = recorded;
    copy.recordedState = recordedState;
    copy.newest = newest;
    copy.newestState = newestState;
    copy.number = number;
    return copy;
  }
}
