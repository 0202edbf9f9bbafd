package dev.sluice.lifecycle;

import dev.sluice.messages.Reason;
import java.util.ArrayList;
import java.util.List;

/**
 * What a rule decides: the state after it and the events of the way there. Immutable.
 *
 * @param state in the same stage or in the next one
 * @param events oldest first
 */
public record Transition(ReleaseState state, List<ReleaseEvent> events) {
  /** Makes the list unmodifiable. */
  public Transition {
    events = List.copyOf(events);
  }

  static Transition to(ReleaseState state) {
    return new Transition(state, List.of());
  }

  /** With one more event. */
  Transition with(Reason reason, String message) {
    List<ReleaseEvent> all = new ArrayList<>(events);
    all.add(new ReleaseEvent(reason, message));
    return new Transition(state, all);
  }

  /** With the events of what led here before its own. */
  Transition after(Transition before) {
    List<ReleaseEvent> all = new ArrayList<>(before.events);
    all.addAll(events);
    return new Transition(state, all);
  }
}
