package dev.sluice.lab.parts;

import dev.sluice.lab.parts.BuildPlan.Batch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Executes a plan batch by batch. Downloads run ahead of builds; a line of progress is printed
 * every 15 s.
 */
final class BuildRun {
  /** Receives the output folder of a finished batch. */
  interface Keeper {
    void keep(Batch batch, Path output) throws IOException;
  }

  private static final int SECONDS_BETWEEN_LINES = 15;

  private final BuildPlan plan;
  private final LabCache cache;
  private final PartBuilders builders;
  private final BuildProgress progress;
  private final ProgressText text;

  BuildRun(BuildPlan plan, LabCache cache, PartBuilders builders, BuildProgress progress) {
    this.plan = plan;
    this.cache = cache;
    this.builders = builders;
    this.progress = progress;
    this.text = new ProgressText(plan);
  }

  void each(Keeper keeper) throws IOException, InterruptedException {
    progress.line(text.start());
    Map<Batch, BuildLog> logs = new HashMap<>();
    for (Batch batch : plan.batches()) {
      logs.put(batch, BuildLog.start(cache.log(batch.first().name())));
    }
    ExecutorService downloads = Executors.newSingleThreadExecutor(BuildRun::daemon);
    ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(BuildRun::daemon);
    try {
      Map<Batch, Future<?>> prepared = new HashMap<>();
      for (Batch batch : plan.batches()) {
        prepared.put(
            batch,
            downloads.submit(
                () -> {
                  builders.of(batch.first()).prepare(batch, logs.get(batch));
                  return null;
                }));
      }
      for (Batch batch : plan.batches()) {
        one(batch, prepared.get(batch), logs.get(batch), clock, keeper);
      }
    } finally {
      downloads.shutdownNow();
      clock.shutdownNow();
    }
  }

  private void one(
      Batch batch, Future<?> prepared, BuildLog log, ScheduledExecutorService clock, Keeper keeper)
      throws InterruptedException {
    long start = System.nanoTime();
    ScheduledFuture<?> lines =
        clock.scheduleAtFixedRate(
            () -> progress.line(text.building(batch, since(start))),
            0,
            SECONDS_BETWEEN_LINES,
            TimeUnit.SECONDS);
    try {
      prepared.get();
      Path output = cache.work(batch.first().name());
      PartStore.deleteTree(output);
      Files.createDirectories(output);
      builders.of(batch.first()).build(batch, output, log);
      keeper.keep(batch, output);
    } catch (ExecutionException e) {
      throw failed(batch, e.getCause(), log);
    } catch (IOException e) {
      throw failed(batch, e, log);
    } finally {
      lines.cancel(false);
    }
    progress.line(text.built(batch, since(start)));
  }

  private static PartFailed failed(Batch batch, Throwable cause, BuildLog log) {
    PartFailed failed =
        new PartFailed(
            batch.title(),
            cause.getMessage() == null ? cause.toString() : cause.getMessage(),
            log.file(),
            log.lines(),
            Remedies.of(log.lines()));
    failed.initCause(cause);
    return failed;
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "parts");
    thread.setDaemon(true);
    return thread;
  }
}
