package dev.sluice.lab.demo;

import dev.sluice.lab.load.RequestTally;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Prints plain lines with the time since the start. */
public final class Console {
  private final PrintStream out;
  private final Clock clock;
  private final Instant start;

  public Console(PrintStream out, Clock clock) {
    this.out = out;
    this.clock = clock;
    this.start = clock.instant();
  }

  /** Prints the title of a section. */
  public void heading(String text) {
    out.println();
    out.println("== " + text);
  }

  /** Prints an event with its time. */
  public void line(String text) {
    Duration since = Duration.between(start, clock.instant());
    out.printf(Locale.ROOT, "%2d:%02d  %s%n", since.toMinutes(), since.toSecondsPart(), text);
  }

  /** Prints text without a time. */
  public void text(String text) {
    out.println("      " + text);
  }

  /** Prints the result of one check. */
  void check(boolean ok, String text) {
    out.printf("%-6s  %s%n", ok ? "ok" : "FAILED", text);
  }

  /** A summary of the requests per version. */
  static String traffic(Map<String, RequestTally> versions) {
    if (versions.values().stream().allMatch(tally -> tally.requests() == 0)) {
      return "no requests";
    }
    return versions.entrySet().stream()
        .filter(version -> version.getValue().requests() > 0)
        .map(
            version ->
                "%s: %d requests, %d failed"
                    .formatted(
                        name(version.getKey()),
                        version.getValue().requests(),
                        version.getValue().failed()))
        .collect(Collectors.joining("; "));
  }

  static String name(String version) {
    return version.isEmpty() ? "(no version)" : version;
  }
}
