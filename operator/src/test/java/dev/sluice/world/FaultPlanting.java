package dev.sluice.world;

import dev.sluice.engine.Decision;
import dev.sluice.lifecycle.CheckpointCodec;
import dev.sluice.lifecycle.Observation;
import dev.sluice.lifecycle.ReleaseState;
import dev.sluice.lifecycle.Stage;
import dev.sluice.plan.Change;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** Ways to plant a fault: into what is seen, decided, recorded or written. */
final class FaultPlanting {
  private FaultPlanting() {}

  static PlantedFault seen(UnaryOperator<Observation> change) {
    return new PlantedFault() {
      @Override
      public Decider decider(Decider engine) {
        return (observed, policy, status, now) ->
            engine.decide(change.apply(observed), policy, status, now);
      }
    };
  }

  static PlantedFault seenIn(Stage stage, UnaryOperator<Observation> change) {
    return new PlantedFault() {
      @Override
      public Decider decider(Decider engine) {
        return (observed, policy, status, now) -> {
          Decision decision = engine.decide(observed, policy, status, now);
          return decision.state().stage() == stage
              ? engine.decide(change.apply(observed), policy, status, now)
              : decision;
        };
      }
    };
  }

  /** A stage is over before its time. */
  static PlantedFault early(Duration time, Stage stage) {
    return new PlantedFault() {
      @Override
      public Decider decider(Decider engine) {
        return (observed, policy, status, now) -> {
          Decision decision = engine.decide(observed, policy, status, now);
          if (decision.state().stage() != stage || decision.change().isPresent()) {
            return decision;
          }
          boolean applied = decision.state().position().isApplied();
          return applied && decision.status().equals(status)
              ? engine.decide(observed, policy, status, now.plus(time))
              : with(decision, decision.change(), Duration.ofMillis(20));
        };
      }
    };
  }

  static PlantedFault decided(BiFunction<Observation, Decision, Decision> change) {
    return new PlantedFault() {
      @Override
      public Decider decider(Decider engine) {
        return (observed, policy, status, now) ->
            change.apply(observed, engine.decide(observed, policy, status, now));
      }
    };
  }

  static PlantedFault written(UnaryOperator<Change> change) {
    return new PlantedFault() {
      @Override
      public Change change(Change made) {
        return change.apply(made);
      }
    };
  }

  /** Changes whose summary begins so are never made. */
  static PlantedFault dropped(String summary) {
    return decided(
        (observed, decision) ->
            decision.change().filter(change -> change.summary().startsWith(summary)).isPresent()
                ? with(decision, Optional.empty(), decision.requeueAfter())
                : decision);
  }

  static PlantedFault recorded(UnaryOperator<ReleaseState> change) {
    return new PlantedFault() {
      @Override
      public CheckpointCodec codec(CheckpointCodec codec) {
        return new CheckpointCodec() {
          @Override
          public Optional<Checkpoint> read(String checkpoint) {
            return codec
                .read(checkpoint)
                .map(read -> new Checkpoint(change.apply(read.state()), read.evidenceLost()));
          }

          @Override
          public String write(ReleaseState state) {
            return codec.write(state);
          }
        };
      }
    };
  }

  static Decision with(Decision from, Optional<Change> change, Duration requeueAfter) {
    return new Decision(
        from.state(),
        from.status(),
        change,
        from.changeEvent(),
        from.events(),
        from.verdict(),
        requeueAfter,
        from.finished(),
        from.latePods());
  }
}
