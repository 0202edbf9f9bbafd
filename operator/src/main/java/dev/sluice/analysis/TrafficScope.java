package dev.sluice.analysis;

import java.util.Optional;
import java.util.Set;

/**
 * Which requests belong to what is analyzed.
 *
 * @param service under whose name they are sent; those that fail before a pod is chosen are counted
 *     for it. Empty to count none, under any name
 * @param leftOut names of the workloads whose requests are not counted, because another route than
 *     the release's decides which version answers them
 * @param pods of both versions, at least 1; as many requests as each is scraped do not matter
 */
public record TrafficScope(Optional<String> service, Set<String> leftOut, int pods) {
  /** All requests to the workloads. */
  public static final TrafficScope ALL = new TrafficScope(Optional.empty(), Set.of(), 1);

  /** Requests to a Service. */
  public static TrafficScope of(String service) {
    return new TrafficScope(Optional.of(service), Set.of(), 1);
  }

  /** Without the requests that these workloads send. */
  public TrafficScope leavingOut(Set<String> workloads) {
    return new TrafficScope(service, Set.copyOf(workloads), pods);
  }

  /** With so many pods of both versions. */
  public TrafficScope withPods(int count) {
    return new TrafficScope(service, leftOut, Math.max(1, count));
  }
}
