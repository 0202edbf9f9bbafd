package dev.sluice.world;

import dev.sluice.lifecycle.CheckpointCodec;
import dev.sluice.plan.Change;

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

  /** What is written in place of a change. */
  default Change change(Change change) {
    return change;
  }
}
