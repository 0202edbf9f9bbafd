package dev.sluice.lab.demo;

import dev.sluice.lab.load.Load;
import dev.sluice.lab.load.Tally;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * A line whenever the release is elsewhere, and each ten seconds: where it is, and who answered.
 */
final class Progress {
  private static final Duration PERIOD = Duration.ofSeconds(10);

  private final Console console;
  private final Supplier<ReleaseView> release;
  private final Load load;
  private String where = "";
  private Instant told = Instant.EPOCH;
  private Map<String, Tally> counted;

  Progress(Console console, Supplier<ReleaseView> release, Load load) {
    this.console = console;
    this.release = release;
    this.load = load;
    this.counted = load.ledger().byVersion();
  }

  /** Looks once, and returns what it saw. */
  ReleaseView look() {
    ReleaseView now = release.get();
    boolean moved = !now.where().equals(where);
    if (moved || Duration.between(told, Instant.now()).compareTo(PERIOD) >= 0) {
      Map<String, Tally> total = load.ledger().byVersion();
      console.line("%-34s %s".formatted(now.where(), Console.traffic(since(total))));
      if (moved && !now.message().isEmpty()) {
        console.text(now.message());
      }
      where = now.where();
      told = Instant.now();
      counted = total;
    }
    return now;
  }

  private Map<String, Tally> since(Map<String, Tally> total) {
    Map<String, Tally> more = new TreeMap<>();
    total.forEach(
        (version, tally) ->
            more.put(version, tally.since(counted.getOrDefault(version, Tally.NONE))));
    return more;
  }
}
