package dev.sluice.controller;

import dev.sluice.lifecycle.CheckpointCodec;
import dev.sluice.lifecycle.JsonCheckpointCodec;
import dev.sluice.lifecycle.ReleaseState;
import java.util.Optional;

/**
 * The operator's checkpoints: JSON, which survives anything. Reading it is most of the work of a
 * decision, and nearly always it is the text that was written last: what was lately written or read
 * is remembered, and not read again. Thread-safe.
 */
public final class CachingCheckpointCodec implements CheckpointCodec {
  private final LruCache<String, ReleaseState> lately = new LruCache<>();

  @Override
  public Optional<ReleaseState> read(String checkpoint) {
    if (checkpoint == null) {
      return Optional.empty();
    }
    Optional<ReleaseState> known = lately.get(checkpoint);
    if (known.isPresent()) {
      return known;
    }
    Optional<ReleaseState> read = JsonCheckpointCodec.KEEPER.read(checkpoint);
    read.ifPresent(state -> lately.put(checkpoint, state));
    return read;
  }

  @Override
  public String write(ReleaseState state) {
    String checkpoint = JsonCheckpointCodec.KEEPER.write(state);
    lately.put(checkpoint, state);
    return checkpoint;
  }
}
