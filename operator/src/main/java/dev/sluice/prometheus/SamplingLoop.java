package dev.sluice.prometheus;

import dev.sluice.release.Trial;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Steps the {@link Sampler} on its grid while a release is on trial; rests when none is. */
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
  private boolean scheduled;

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
  public void track(Sampler.Key key, Trial trial) {
    sampler.track(key, trial);
    schedule();
  }

  /** No longer counts for this release. */
  public void forget(Sampler.Key key) {
    sampler.forget(key);
  }

  private synchronized void schedule() {
    if (!scheduled && !thread.isShutdown()) {
      scheduled = true;
      long millis = Grid.untilNext(clock.instant()).toMillis();
      Future<?> unused = thread.schedule(this::step, Math.max(1, millis), TimeUnit.MILLISECONDS);
    }
  }

  private void step() {
    synchronized (this) {
      scheduled = false;
    }
    if (sampler.tracked().isEmpty()) {
      return;
    }
    Instant now = clock.instant();
    try {
      sampler.step(now);
      sampler.tracked().forEach(stepped);
    } catch (RuntimeException e) {
      // An exception would end the schedule, and with it every judgement.
      LOG.error("event=SamplerFailed message=\"{}\"", e.toString(), e);
    }
    schedule();
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
