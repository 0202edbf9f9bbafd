package dev.sluice.lab.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The process of a part. With its start time, another process that gets the same id later is not
 * mistaken for it.
 *
 * @param pid the process id
 * @param startTicks its start time in clock ticks since boot, from /proc
 * @param fingerprint what it was started with, see {@link Daemon#fingerprint}
 */
record PidFile(long pid, long startTicks, String fingerprint) {
  private static final long TICKS_PER_SECOND = 100;

  static Optional<PidFile> read(Path file) {
    try {
      String[] words = Files.readString(file).strip().split(" ", -1);
      return words.length == 3
          ? Optional.of(new PidFile(Long.parseLong(words[0]), Long.parseLong(words[1]), words[2]))
          : Optional.empty();
    } catch (NoSuchFileException | NumberFormatException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void write(Path file) throws IOException {
    Files.writeString(file, pid + " " + startTicks + " " + fingerprint + "\n");
  }

  /** Whether this process still runs. */
  boolean running() {
    return startTicks(pid).map(ticks -> ticks == startTicks).orElse(false);
  }

  /** When it started. */
  Instant since() {
    try {
      String uptime = Files.readString(Path.of("/proc/uptime")).split(" ", -1)[0];
      double age = Double.parseDouble(uptime) - (double) startTicks / TICKS_PER_SECOND;
      return Instant.now().minus(Duration.ofMillis((long) (age * 1000)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The start time of a process in clock ticks since boot; empty if it is gone or a zombie. */
  static Optional<Long> startTicks(long pid) {
    try {
      return parseStartTicks(Files.readString(Path.of("/proc", Long.toString(pid), "stat")));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * Reads field 22 of a /proc stat line; the name in field 2 may contain spaces and parentheses.
   */
  static Optional<Long> parseStartTicks(String stat) {
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    boolean dead = fields[0].equals("Z") || fields[0].equals("X");
    return dead ? Optional.empty() : Optional.of(Long.parseLong(fields[19]));
  }
}
