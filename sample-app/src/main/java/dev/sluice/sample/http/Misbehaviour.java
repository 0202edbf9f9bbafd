package dev.sluice.sample.http;

import dev.sluice.sample.config.Settings;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/** Decides which answers fail on purpose. Each is drawn on its own, as real errors come. */
public final class Misbehaviour {

  private final double failPercent;
  private final int failStatus;
  private final long failFromNanos;
  private final LongSupplier nanoTime;
  private final DoubleSupplier random;
  private final long startNanos;

  /**
   * Starts to count the time now.
   *
   * @param settings the knobs
   * @param nanoTime a clock that never runs backwards, in nanoseconds
   * @param random draws from 0 (included) to 1 (excluded)
   */
  public Misbehaviour(Settings settings, LongSupplier nanoTime, DoubleSupplier random) {
    this.failPercent = settings.failPercent();
    this.failStatus = settings.failStatus();
    this.failFromNanos = TimeUnit.SECONDS.toNanos(settings.failFromSecond());
    this.nanoTime = nanoTime;
    this.random = random;
    this.startNanos = nanoTime.getAsLong();
  }

  /** Whether the answer that is made now is to fail. */
  public boolean failsNow() {
    return failPercent > 0
        && nanoTime.getAsLong() - startNanos >= failFromNanos
        && random.getAsDouble() * 100 < failPercent;
  }

  /** The answer that says it was made on purpose. */
  public Problem problem() {
    return new Problem(
        "Failed on purpose",
        failStatus,
        "FAIL_PERCENT="
            + failPercent
            + " makes this share of answers a "
            + failStatus
            + ": no fault of the request, unset it to end this");
  }
}
