package dev.sluice.lab.load;

import java.time.Duration;
import java.util.List;

/**
 * Requests sent at even intervals by one process, independent of earlier responses. Targets
 * alternate.
 *
 * @param name lower-case letters; also the name of its files
 * @param interval between requests, at least 1 ms
 * @param keepAlive whether connections are reused
 * @param targets at least one
 */
public record LoadStream(
    String name, Duration interval, boolean keepAlive, List<LoadTarget> targets) {
  public LoadStream {
    if (!name.matches("[a-z]+")) {
      throw new IllegalArgumentException("stream name \"" + name + "\": use a word of a to z");
    }
    if (interval.compareTo(Duration.ofMillis(1)) < 0) {
      throw new IllegalArgumentException("interval " + interval + ": at least 1 ms");
    }
    if (targets.isEmpty()) {
      throw new IllegalArgumentException("stream \"" + name + "\" has no target");
    }
    targets = List.copyOf(targets);
    if (targets.stream().map(LoadTarget::isCall).distinct().count() != 1) {
      throw new IllegalArgumentException("stream \"" + name + "\" mixes requests and calls");
    }
  }

  /** Whether its targets are gRPC calls. */
  boolean isCalls() {
    return targets.get(0).isCall();
  }

  /** The same requests under another name. */
  LoadStream named(String other) {
    return new LoadStream(other, interval, keepAlive, targets);
  }

  /** Due time of request {@code sequence}, relative to request 0. */
  Duration due(long sequence) {
    return interval.multipliedBy(sequence);
  }

  /** vegeta's notation: one request per interval. */
  String rate() {
    return "1/" + interval.toNanos() + "ns";
  }
}
