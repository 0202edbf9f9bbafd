package dev.sluice.sample.faults;

import dev.sluice.sample.config.Faults;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** What faults do to the process: memory that is kept, threads that burn CPU, a crash. */
public final class Damage {

  private final Runnable crash;
  private final List<byte[]> leaked = new ArrayList<>();
  private final List<AtomicBoolean> burning = new ArrayList<>();
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(1, task -> daemon(task, "fault-timer"));
  private ScheduledFuture<?> crashing;

  /**
   * @param crash ends the process
   */
  public Damage(Runnable crash) {
    this.crash = crash;
    timer.setRemoveOnCancelPolicy(true);
    timer.setKeepAliveTime(1, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true);
  }

  /** Does what these faults ask for, and ends what others did. */
  synchronized void apply(Faults faults) {
    if (faults.leakKilobytes() == 0) {
      leaked.clear();
    }
    burning.forEach(thread -> thread.set(false));
    burning.clear();
    for (int i = 0; i < faults.burnThreads(); i++) {
      AtomicBoolean on = new AtomicBoolean(true);
      burning.add(on);
      daemon(() -> burn(on), "fault-burn-" + i).start();
    }
    if (crashing != null) {
      crashing.cancel(false);
      crashing = null;
    }
    faults
        .crashAfterSecond()
        .ifPresent(second -> crashing = timer.schedule(crash, second, TimeUnit.SECONDS));
  }

  /** Keeps so much memory for good. */
  synchronized void leak(int kilobytes) {
    if (kilobytes > 0) {
      leaked.add(new byte[kilobytes * 1024]);
    }
  }

  /** Kilobytes that are kept. */
  synchronized long leakedKilobytes() {
    return leaked.stream().mapToLong(bytes -> bytes.length / 1024).sum();
  }

  /** Threads that burn CPU. */
  synchronized int burningThreads() {
    return burning.size();
  }

  private static void burn(AtomicBoolean on) {
    while (on.get()) {
      Thread.onSpinWait();
    }
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }
}
