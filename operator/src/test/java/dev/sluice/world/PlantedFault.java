package dev.sluice.world;

import dev.sluice.engine.Decision;
import dev.sluice.lifecycle.CheckpointCodec;
import dev.sluice.plan.Change;
import java.util.Optional;

/** A fault that is planted into the product, to see that the simulated world finds it. */
interface PlantedFault {
  /** No fault. */
  PlantedFault NONE = new PlantedFault() {};

  /** The engine with the fault. */
  default Decider decider(Decider engine) {
    return engine;
  }

  /** The reader and writer of checkpoints with the fault. */
  default CheckpointCodec codec(CheckpointCodec codec) {
    return codec;
  }

  /** What is done while decisions fail. */
  default Decision undecided(Decision protection) {
    return protection;
  }

  /** What is written though the decision could not be recorded. */
  default Optional<Change> unrecorded(Optional<Change> urgent) {
    return urgent;
  }

  /** What is written in place of a change. */
  default Change change(Change change) {
    return change;
  }
}
