package dev.sluice.metrics.prometheus;

import dev.sluice.metrics.ReleaseKey;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Queries of users, apart from those that every release needs: a slow one delays the releases of
 * that namespace, and no others. Each namespace has one query under way at most.
 */
final class CustomQueryThreads implements AutoCloseable {
  /** Namespaces at a time. */
  private static final int THREADS = 8;

  private static final int IDLE_SECONDS = 60;

  private final Sampler sampler;
  private final Consumer<Set<ReleaseKey>> answered;
  private final Consumer<RuntimeException> errors;
  private final Set<String> underWay = new HashSet<>();
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          THREADS,
          THREADS,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          task -> {
            Thread made = new Thread(task, "custom-queries");
            made.setDaemon(true);
            return made;
          });

  /**
   * Threads at rest.
   *
   * @param answered called with the releases that were queried
   * @param errors called with an unexpected exception
   */
  CustomQueryThreads(
      Sampler sampler, Consumer<Set<ReleaseKey>> answered, Consumer<RuntimeException> errors) {
    this.sampler = sampler;
    this.answered = answered;
    this.errors = errors;
    threads.allowCoreThreadTimeOut(true);
  }

  /** Queries every namespace whose last queries are over; does not wait for them. */
  synchronized void start(Instant now) {
    for (String namespace : sampler.namespacesWithQueries()) {
      if (!threads.isShutdown() && underWay.add(namespace)) {
        threads.execute(() -> query(namespace, now));
      }
    }
  }

  private void query(String namespace, Instant now) {
    try {
      answered.accept(sampler.sampleCustom(namespace, now));
    } catch (RuntimeException e) {
      errors.accept(e);
    } finally {
      synchronized (this) {
        underWay.remove(namespace);
      }
    }
  }

  @Override
  public synchronized void close() {
    threads.shutdownNow();
  }
}
