package dev.sluice.lab.demo;

import dev.sluice.lab.load.LoadRun;
import dev.sluice.lab.load.RequestTally;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Prints a line when the release has moved, and every ten seconds: its state and the requests per
 * version.
 */
final class ProgressLines {
  private static final Duration PERIOD = Duration.ofSeconds(10);

  private final Console console;
  private final Supplier<ReleaseSummary> release;
  private final LoadRun load;
  private String where = "";
  private Instant printed = Instant.EPOCH;
  private Map<String, RequestTally> counted;

  ProgressLines(Console console, Supplier<ReleaseSummary> release, LoadRun load) {
    this.console = console;
    this.release = release;
    this.load = load;
    this.counted = load.ledger().byVersion();
  }

  /** Reads the release, prints a line if one is due, and returns what it read. */
  ReleaseSummary look() {
    ReleaseSummary now = release.get();
    boolean moved = !now.where().equals(where);
    if (moved || Duration.between(printed, Instant.now()).compareTo(PERIOD) >= 0) {
      Map<String, RequestTally> total = load.ledger().byVersion();
      console.line("%-34s %s".formatted(now.where(), Console.traffic(since(total))));
      if (moved && !now.message().isEmpty()) {
        console.text(now.message());
      }
      where = now.where();
      printed = Instant.now();
      counted = total;
    }
    return now;
  }

  private Map<String, RequestTally> since(Map<String, RequestTally> total) {
    Map<String, RequestTally> more = new TreeMap<>();
    total.forEach(
        (version, tally) ->
            more.put(version, tally.since(counted.getOrDefault(version, RequestTally.NONE))));
    return more;
  }
}
