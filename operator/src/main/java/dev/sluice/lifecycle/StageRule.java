package dev.sluice.lifecycle;

/** Says what leaves one stage. Pure. */
@FunctionalInterface
interface StageRule {
  /** The state after this turn, at most one stage further. The Deployment exists. */
  Transition next(Turn turn);

  /** Enters {@code next} once the stage has been applied for its time. */
  static StageRule afterItsTime(Stage next) {
    return turn ->
        Transition.to(turn.elapsed() ? turn.state().enter(next, turn.now()) : turn.state());
  }

  /** Nothing leaves the stage. */
  static StageRule stays() {
    return turn -> Transition.to(turn.state());
  }
}
