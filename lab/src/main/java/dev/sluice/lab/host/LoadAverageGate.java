package dev.sluice.lab.host;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;

/**
 * Delays tests and scenarios while the machine is busy. Otherwise slow pod starts exceed timeouts
 * that are not about the tested behaviour.
 *
 * @param loadAverage of the last minute; negative if unknown
 * @param timeout after which it starts anyway
 */
public record LoadAverageGate(DoubleSupplier loadAverage, Duration timeout, Consumer<String> log) {
  /** Load average above which nothing starts. */
  static final double LIMIT = 4;

  /** Asks this machine. */
  public static LoadAverageGate ofThisMachine(Duration timeout, Consumer<String> log) {
    return new LoadAverageGate(
        ManagementFactory.getOperatingSystemMXBean()::getSystemLoadAverage, timeout, log);
  }

  /** Returns when the load average is at most {@value #LIMIT}, or after the timeout. */
  public void pass(String test) {
    if (quiet()) {
      return;
    }
    long start = System.nanoTime();
    log.accept("%s waits: load average %s, at most %.0f to start".formatted(test, text(), LIMIT));
    boolean quiet = Wait.holds(timeout, this::quiet);
    log.accept(
        "%s starts after %d s at load average %s%s"
            .formatted(
                test,
                Duration.ofNanos(System.nanoTime() - start).toSeconds(),
                text(),
                quiet ? "" : ", still too high"));
  }

  private boolean quiet() {
    return loadAverage.getAsDouble() <= LIMIT;
  }

  private String text() {
    return String.format(Locale.ROOT, "%.2f", loadAverage.getAsDouble());
  }
}
