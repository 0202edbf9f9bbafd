package dev.sluice.controller;

import dev.sluice.api.v1alpha1.CanaryRelease;
import dev.sluice.engine.Decision;
import dev.sluice.engine.Decision.News;

/** Tells people what was decided, by the log and by events, once it is recorded or done. */
final class EventPublisher {
  private final KubernetesEvents events;
  private final UnconfirmedWrites untold = new UnconfirmedWrites();

  EventPublisher(KubernetesEvents events) {
    this.events = events;
  }

  /**
   * Tells the news of a decision.
   *
   * @param before the CanaryRelease that was decided on
   */
  void tell(CanaryRelease before, Decision decision) {
    // The same decision made again, after a crash, starts from the same checkpoint.
    String checkpoint =
        before.getStatus() == null ? "" : String.valueOf(before.getStatus().checkpoint());
    for (News news : decision.news()) {
      LogLine fact =
          LogLine.of(before, decision.status(), news.reason()).with("message", news.message());
      if (news.warning()) {
        fact.warn();
      } else {
        fact.info();
      }
      events.tell(before, news, checkpoint + decision.change());
    }
  }

  /** The recording of a decision got no answer: it is told if it turns out to be made. */
  void perhapsRecorded(CanaryRelease before, Decision decision) {
    untold.put(before, decision);
  }

  /** Tells what turns out to be recorded. */
  void catchUp(CanaryRelease now) {
    untold.told(now).ifPresent(decision -> tell(now, decision));
  }

  void forget(CanaryRelease release) {
    untold.forget(release);
  }
}
