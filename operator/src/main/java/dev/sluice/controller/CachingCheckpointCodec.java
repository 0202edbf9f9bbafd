package dev.sluice.controller;

import dev.sluice.lifecycle.CheckpointCodec;
import dev.sluice.lifecycle.JsonCheckpointCodec;
import dev.sluice.lifecycle.ReleaseState;
import java.util.Optional;

/**
 * Checkpoints as JSON with a cache: parsing is most of the work of a decision, and the text is
 * nearly always the one that was written last. Thread-safe.
 */
public final class CachingCheckpointCodec implements CheckpointCodec {
  private final LruCache<String, Checkpoint> cache = new LruCache<>();

  @Override
  public Optional<Checkpoint> read(String checkpoint) {
    if (checkpoint == null) {
      return Optional.empty();
    }
    Optional<Checkpoint> known = cache.get(checkpoint);
    if (known.isPresent()) {
      return known;
    }
    Optional<Checkpoint> read = JsonCheckpointCodec.INSTANCE.read(checkpoint);
    read.ifPresent(state -> cache.put(checkpoint, state));
    return read;
  }

  @Override
  public String write(ReleaseState state) {
    String checkpoint = JsonCheckpointCodec.INSTANCE.write(state);
    cache.put(checkpoint, new Checkpoint(state, false));
    return checkpoint;
  }
}
