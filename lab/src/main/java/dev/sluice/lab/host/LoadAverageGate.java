package dev.sluice.lab.host;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;

/**
 * Delays tests and scenarios while the machine is busy. Otherwise slow pod starts exceed timeouts
 * that are not about the tested behaviour, and pods that wait for a processor lose requests.
 */
public final class LoadAverageGate {
  /** Load average above which nothing starts beside others. */
  static final double LIMIT = 4;

  private static final LoadAverageGate MACHINE =
      new LoadAverageGate(
          ManagementFactory.getOperatingSystemMXBean()::getSystemLoadAverage,
          new Limits(Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMinutes(10)),
          line -> System.out.println("lab: " + line));

  private final DoubleSupplier loadAverage;
  private final Limits limits;
  private final Consumer<String> log;
  private int running;
  private long lastStart = System.nanoTime();
  private long aloneSince = lastStart;

  /**
   * Times of a gate.
   *
   * @param seen from a start until the load average shows what it costs; nothing else starts before
   * @param alone after which a test that nothing runs beside starts on a busy machine
   * @param besideOthers after which a test starts in any case
   */
  record Limits(Duration seen, Duration alone, Duration besideOthers) {}

  /**
   * A gate without tests.
   *
   * @param loadAverage of the last minute; negative if unknown
   */
  LoadAverageGate(DoubleSupplier loadAverage, Limits limits, Consumer<String> log) {
    this.loadAverage = loadAverage;
    this.limits = limits;
    this.log = log;
  }

  /** The gate of all tests and scenarios of this process. */
  public static LoadAverageGate ofThisMachine() {
    return MACHINE;
  }

  /** What runs since it passed the gate, until it is closed. */
  public final class GatePass implements AutoCloseable {
    private boolean closed;

    private GatePass() {}

    @Override
    public void close() {
      synchronized (LoadAverageGate.this) {
        if (!closed) {
          closed = true;
          running--;
          aloneSince = System.nanoTime();
        }
      }
    }
  }

  /**
   * Returns when the load average is at most {@value #LIMIT} and shows all that runs, or after a
   * time.
   */
  public GatePass pass(String test) {
    long start = System.nanoTime();
    if (!passes(start)) {
      log.accept(
          "%s waits beside %d others: load average %s, at most %.0f to start"
              .formatted(test, running(), text(), LIMIT));
      boolean passed = Wait.holds(limits.besideOthers(), () -> passes(start));
      if (!passed) {
        started();
      }
      log.accept(
          "%s starts beside %d others after %d s at load average %s"
              .formatted(test, running() - 1, since(start).toSeconds(), text()));
    }
    return new GatePass();
  }

  private synchronized boolean passes(long start) {
    boolean quiet = loadAverage.getAsDouble() <= LIMIT;
    boolean may =
        running == 0
            ? quiet || since(Math.max(start, aloneSince)).compareTo(limits.alone()) >= 0
            : quiet && since(lastStart).compareTo(limits.seen()) >= 0;
    if (may) {
      started();
    }
    return may;
  }

  private synchronized void started() {
    running++;
    lastStart = System.nanoTime();
  }

  private synchronized int running() {
    return running;
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }

  private String text() {
    return String.format(Locale.ROOT, "%.2f", loadAverage.getAsDouble());
  }
}
