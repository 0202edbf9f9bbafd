package dev.sluice.simulation;

import dev.sluice.release.State;
import dev.sluice.release.StateKeeper;
import java.util.Optional;

/** Keeps the states that a checkpoint may stand for: the recorded one and the newest one. */
final class InMemoryCheckpointCodec implements StateKeeper {
  private String recorded = "";
  private State recordedState;
  private String newest = "";
  private State newestState;
  private long number;

  @Override
  public Optional<State> read(String checkpoint) {
    if (newest.equals(checkpoint)) {
      recorded = newest;
      recordedState = newestState;
    }
    return recorded.equals(checkpoint) ? Optional.ofNullable(recordedState) : Optional.empty();
  }

  @Override
  public String write(State state) {
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
