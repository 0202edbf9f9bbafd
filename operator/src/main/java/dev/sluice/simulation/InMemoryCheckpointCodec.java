package dev.sluice.simulation;

import dev.sluice.lifecycle.CheckpointCodec;
import dev.sluice.lifecycle.ReleaseState;
import java.util.Optional;

/** Keeps the states that a checkpoint may stand for: the recorded one and the newest one. */
final class InMemoryCheckpointCodec implements CheckpointCodec {
  private String recorded = "";
  private ReleaseState recordedState;
  private String newest = "";
  private ReleaseState newestState;
  private long number;

  @Override
  public Optional<ReleaseState> read(String checkpoint) {
    if (newest.equals(checkpoint)) {
      recorded = newest;
      recordedState = newestState;
    }
    return recorded.equals(checkpoint) ? Optional.ofNullable(recordedState) : Optional.empty();
  }

  @Override
  public String write(ReleaseState state) {
    newest = Long.toString(++number);
    newestState = state;
    return newest;
  }

  /** The same, to go another way from here. */
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
