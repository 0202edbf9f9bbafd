package dev.sluice.simulation.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** The EndpointSlices of the Service: pods become endpoints, and stop being some, after a while. */
public final class EndpointFeed {
  /** The ready pods from a time on. */
  private record EndpointUpdate(Instant at, List<SimulatedPod> ready) {}

  private final Deque<EndpointUpdate> updates = new ArrayDeque<>();
  private List<SimulatedPod> pods = List.of();
  private List<SimulatedPod> announced = List.of();

  public EndpointFeed() {}

  /** An independent copy. */
  public EndpointFeed(EndpointFeed from) {
    this.updates.addAll(from.updates);
    this.pods = from.pods;
    this.announced = from.announced;
  }

  /** Pods that the EndpointSlices have as ready. */
  public List<SimulatedPod> ready() {
    return pods;
  }

  /** Takes note of the pods as they are; they are endpoints after the lag. */
  public void observe(Collection<SimulatedPod> all, Instant now, Duration lag) {
    List<SimulatedPod> ready = new ArrayList<>();
    for (SimulatedPod pod : all) {
      if (pod.isReady(now)) {
        ready.add(pod);
      }
    }
    if (!ready.equals(announced)) {
      announced = ready;
      Instant at = now.plus(lag);
      while (!updates.isEmpty() && updates.getLast().at().isAfter(at)) {
        updates.removeLast();
      }
      updates.add(new EndpointUpdate(at, ready));
    }
  }

  /** When the next update is due. */
  public Optional<Instant> next() {
    return Optional.ofNullable(updates.peekFirst()).map(EndpointUpdate::at);
  }

  /** Publishes the updates that are due. */
  public void advance(Instant now) {
    while (!updates.isEmpty() && !updates.getFirst().at().isAfter(now)) {
      pods = updates.removeFirst().ready();
    }
  }
}
