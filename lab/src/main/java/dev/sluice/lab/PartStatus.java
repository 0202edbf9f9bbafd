package dev.sluice.lab;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The status of one part of the lab.
 *
 * @param pid its process on the host; empty if it runs as pods or has no process
 * @param problem what is wrong; empty when it is healthy
 */
public record PartStatus(
    String name, Optional<Long> pid, Optional<Instant> since, Optional<String> problem) {

  /** A table with one line per part. */
  public static String table(List<PartStatus> parts, Instant now) {
    StringBuilder text = new StringBuilder(row("PART", "PID", "RUNNING FOR", "HEALTH"));
    for (PartStatus part : parts) {
      text.append(
          row(
              part.name(),
              part.pid().map(String::valueOf).orElse("-"),
              part.since().map(since -> age(Duration.between(since, now))).orElse("-"),
              part.problem().orElse("healthy")));
    }
    return text.toString();
  }

  private static String row(String name, String pid, String age, String health) {
    return String.format("%-24s %-8s %-12s %s%n", name, pid, age, health);
  }

  /** An age in its two largest units, as in kubectl. */
  static String age(Duration age) {
    if (age.toHours() > 0) {
      return age.toHours() + "h" + age.toMinutesPart() + "m";
    }
    return age.toMinutes() > 0
        ? age.toMinutes() + "m" + age.toSecondsPart() + "s"
        : Math.max(0, age.toSeconds()) + "s";
  }
}
