package dev.sluice.metrics.prometheus;

import dev.sluice.analysis.AnalysisTarget;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Steps the {@link Sampler} on its grid while a release is on trial; rests when none is. What a new
 * trial lacks, and what was not answered, is asked for sooner.
 */
public final class SamplingLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SamplingLoop.class);

  private final Sampler sampler;
  private final Clock clock;
  private final Consumer<Sampler.Key> stepped;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread made = new Thread(task, "sampler");
            made.setDaemon(true);
            return made;
          });

  /** Trials that begin together, as after a restart, are asked for together. */
  private static final Duration GATHER = Duration.ofMillis(300);

  private static final Duration RETRY = Duration.ofSeconds(3);

  private static final Duration SHORTEST = Duration.ofMillis(1);

  private Future<?> scheduled;
  private Instant due = Instant.MAX;

  /**
   * A loop at rest.
   *
   * @param stepped told of each release on trial after each step, so that it is decided on at once
   */
  public SamplingLoop(Sampler sampler, Clock clock, Consumer<Sampler.Key> stepped) {
    this.sampler = sampler;
    this.clock = clock;
    this.stepped = stepped;
  }

  /** Counts for this trial; starts stepping if nothing was on trial before. */
  public void track(Sampler.Key key, AnalysisTarget trial) {
    boolean fresh = sampler.track(key, trial);
    Instant now = clock.instant();
    schedule(now, fresh ? GATHER : sampler.grid().untilNext(now));
  }

  /** No longer counts for this release. */
  public void forget(Sampler.Key key) {
    sampler.forget(key);
  }

  /** Makes sure that there is a step after {@code delay} or sooner. */
  private synchronized void schedule(Instant now, Duration delay) {
    Instant wanted = now.plus(delay);
    if (thread.isShutdown() || !wanted.isBefore(due)) {
      return;
    }
    if (scheduled != null) {
      scheduled.cancel(false);
    }
    due = wanted;
    Duration wait = delay.compareTo(SHORTEST) < 0 ? SHORTEST : delay;
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
      sampler.step(at);
      sampler.tracked().forEach(stepped);
    } catch (RuntimeException e) {
      // An exception would end the schedule, and with it every judgement.
      LOG.error("event=SamplerFailed message=\"{}\"", e.toString(), e);
    }
    // A point that has become due since then was not asked for in vain: it does not wait.
    Instant now = clock.instant();
    Duration next = Duration.between(now, at.plus(sampler.grid().untilNext(at)));
    schedule(now, sampler.behind(at) && RETRY.compareTo(next) < 0 ? RETRY : next);
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
