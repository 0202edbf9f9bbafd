package dev.sluice.lab.host;

import dev.sluice.lab.LabException;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for conditions. */
public final class Wait {
  private static final long PAUSE_MILLIS = 100;

  private Wait() {}

  /**
   * Polls every 100 ms until the condition holds.
   *
   * @return false after the limit
   */
  public static boolean holds(Duration limit, BooleanSupplier condition) {
    long end = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        return false;
      }
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new LabException("lab", "interrupted", "run the command again", e);
      }
    }
    return true;
  }

  /**
   * Like {@link #holds}, but fails after the limit.
   *
   * @throws LabException if the condition does not hold within the limit
   */
  public static void until(String what, Duration limit, BooleanSupplier condition) {
    if (!holds(limit, condition)) {
      throw new LabException(
          "lab",
          "waited " + limit.toSeconds() + " s for " + what,
          "lab/status shows the state of each part");
    }
  }
}
