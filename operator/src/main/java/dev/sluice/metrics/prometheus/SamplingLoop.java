package dev.sluice.metrics.prometheus;

import dev.sluice.analysis.AnalysisTarget;
import dev.sluice.analysis.MetricsSnapshot;
import dev.sluice.metrics.MetricsSource;
import dev.sluice.metrics.ReleaseKey;
import dev.sluice.metrics.SampleListener;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Runs the {@link Sampler} on its grid while releases are tracked, and rests otherwise. New targets
 * and failed queries are not made to wait for the next point of the grid.
 */
public final class SamplingLoop implements MetricsSource, AutoCloseable {
  /** Targets that start together, as after a restart, are queried together. */
  private static final Duration GATHER = Duration.ofMillis(300);

  private static final Duration RETRY = Duration.ofSeconds(3);
  private static final Duration SHORTEST_DELAY = Duration.ofMillis(1);

  private final Sampler sampler;
  private final ProxyRejects rejects;
  private final Clock clock;
  private final SampleListener listener;
  private final Consumer<RuntimeException> errors;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread made = new Thread(task, "sampler");
            made.setDaemon(true);
            return made;
          });
  private final CustomQueryThreads custom;
  private Future<?> scheduled;
  private Instant due = Instant.MAX;

  /**
   * A loop at rest.
   *
   * @param rejects refreshed after each step
   * @param listener called for each tracked release after each step
   * @param errors called with an unexpected exception; the loop continues after it
   */
  public SamplingLoop(
      Sampler sampler,
      ProxyRejects rejects,
      Clock clock,
      SampleListener listener,
      Consumer<RuntimeException> errors) {
    this.sampler = sampler;
    this.rejects = rejects;
    this.clock = clock;
    this.listener = listener;
    this.errors = errors;
    this.custom = new CustomQueryThreads(sampler, this::notify, errors);
  }

  @Override
  public MetricsSnapshot snapshot(ReleaseKey release, Instant now) {
    return sampler.snapshot(release, now);
  }

  @Override
  public SortedMap<String, Long> proxyRejects() {
    return rejects.byType();
  }

  @Override
  public void track(ReleaseKey release, AnalysisTarget target) {
    boolean isNew = sampler.track(release, target);
    Instant now = clock.instant();
    schedule(now, isNew ? GATHER : sampler.grid().untilNext(now));
  }

  @Override
  public void forget(ReleaseKey release) {
    sampler.forget(release);
  }

  /** Ensures a step after {@code delay} or sooner. */
  private synchronized void schedule(Instant now, Duration delay) {
    Instant wanted = now.plus(delay);
    if (thread.isShutdown() || !wanted.isBefore(due)) {
      return;
    }
    if (scheduled != null) {
      scheduled.cancel(false);
    }
    due = wanted;
    Duration wait = delay.compareTo(SHORTEST_DELAY) < 0 ? SHORTEST_DELAY : delay;
    scheduled = thread.schedule(this::step, wait.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void step() {
    synchronized (this) {
      scheduled = null;
      due = Instant.MAX;
    }
    if (sampler.tracked().isEmpty()) {
      return;
    }
    Instant at = clock.instant();
    try {
      sampler.sample(at);
      custom.start(at);
      notify(sampler.tracked());
      rejects.refresh(at);
    } catch (RuntimeException e) {
      // An exception would end the schedule, and with it all analysis.
      errors.accept(e);
    }
    // A point that became due during the step does not wait for the one after it.
    Instant now = clock.instant();
    Duration next = Duration.between(now, at.plus(sampler.grid().untilNext(at)));
    schedule(now, sampler.isBehind(at) && RETRY.compareTo(next) < 0 ? RETRY : next);
  }

  private void notify(Set<ReleaseKey> releases) {
    for (ReleaseKey release : releases) {
      if (!listener.sampled(release)) {
        sampler.forget(release);
      }
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
    custom.close();
  }
}
