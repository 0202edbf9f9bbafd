package dev.sluice.controller;

import dev.sluice.api.v1alpha1.CanaryRelease;
import dev.sluice.engine.Decision;
import dev.sluice.lifecycle.Observation;
import dev.sluice.lifecycle.ReleaseEvent;
import dev.sluice.messages.Reason;
import dev.sluice.messages.Reason.Severity;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Publishes the events of decisions, to the log and as Kubernetes events, once they are in force,
 * and counts the releases that end with them.
 */
final class EventPublisher {
  private final KubernetesEvents events;
  private final OperatorMetrics metrics;
  private final UnconfirmedWrites unconfirmed = new UnconfirmedWrites();
  private final UnconfirmedChanges unconfirmedChanges = new UnconfirmedChanges();
  private final Map<Ongoing, String> ongoing = new ConcurrentHashMap<>();

  /** What holds for a while for the CanaryRelease of a uid. */
  private record Ongoing(String uid, Reason reason) {}

  EventPublisher(KubernetesEvents events, OperatorMetrics metrics) {
    this.events = events;
    this.metrics = metrics;
  }

  /**
   * Publishes the events of a decision.
   *
   * @param before the CanaryRelease that was decided on
   */
  void publish(CanaryRelease before, Decision decision) {
    decision.events().forEach(event -> publish(before, decision, event));
    metrics.countEnd(
        GuardedEngine.key(before),
        before.getStatus() == null ? null : before.getStatus().release(),
        decision.status().release());
  }

  /** Publishes the event of a change that was made. */
  void publishChange(CanaryRelease before, Decision decision) {
    unconfirmedChanges.forget(before);
    decision.changeEvent().ifPresent(event -> publish(before, decision, event));
  }

  private void publish(CanaryRelease before, Decision decision, ReleaseEvent event) {
    // A decision repeated after a crash starts from the same checkpoint.
    String checkpoint =
        before.getStatus() == null ? "" : String.valueOf(before.getStatus().checkpoint());
    LogLine line =
        LogLine.of(before, decision.status(), event.reason()).with("message", event.message());
    if (event.reason().severity() == Severity.WARNING) {
      line.warn();
    } else {
      line.info();
    }
    events.publish(before, event, checkpoint + decision.change());
  }

  /** The status write got no answer: the events wait until it is confirmed. */
  void holdUntilConfirmed(CanaryRelease before, Decision decision) {
    unconfirmed.put(before, decision);
  }

  /** The change got no answer: its event waits until the object is seen as it was sent. */
  void holdUntilSeen(CanaryRelease before, Decision decision) {
    unconfirmedChanges.put(before, decision);
  }

  /** Publishes the events of a decision that turns out to be recorded, or to have been made. */
  void publishConfirmed(CanaryRelease now, Observation observed) {
    unconfirmed.confirmed(now).ifPresent(decision -> publish(now, decision));
    unconfirmedChanges
        .confirmed(now, observed.owned())
        .ifPresent(decision -> publishChange(now, decision));
  }

  /**
   * Publishes once what holds for a while, and no decision said.
   *
   * @param message empty if it does not hold, or not any more
   */
  void warnOnce(CanaryRelease release, Reason reason, Optional<String> message) {
    Ongoing what = new Ongoing(release.getMetadata().getUid(), reason);
    if (message.isEmpty()) {
      ongoing.remove(what);
    } else if (!message.get().equals(ongoing.put(what, message.get()))) {
      warn(release, new ReleaseEvent(reason, message.get()));
    }
  }

  /** Publishes what no decision said. */
  void warn(CanaryRelease release, ReleaseEvent event) {
    LogLine.of(release, release.getStatus(), event.reason())
        .with("message", event.message())
        .warn();
    events.publish(release, event, "");
  }

  void forget(CanaryRelease release) {
    ongoing.keySet().removeIf(what -> what.uid().equals(release.getMetadata().getUid()));
    unconfirmed.forget(release);
    unconfirmedChanges.forget(release);
  }
}
