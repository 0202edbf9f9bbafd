package dev.sluice.cli;

import dev.sluice.simulation.SimulationOutcome;
import java.io.PrintWriter;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Makes runs on all processors and prints progress if they take long. */
final class ParallelRuns {
  private static final long PROGRESS_SECONDS = 2;

  private final PrintWriter err;

  ParallelRuns(PrintWriter err) {
    this.err = err;
  }

  /** One outcome per number from 0, in order, independent of the number of threads. */
  SimulationOutcome[] outcomes(int runs, IntFunction<SimulationOutcome> run) {
    AtomicInteger done = new AtomicInteger();
    long startedAt = System.nanoTime();
    ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "progress");
              thread.setDaemon(true);
              return thread;
            });
    ScheduledFuture<?> progress =
        timer.scheduleAtFixedRate(
            () -> print(done.get(), runs, startedAt),
            PROGRESS_SECONDS,
            PROGRESS_SECONDS,
            TimeUnit.SECONDS);
    try {
      return IntStream.range(0, runs)
          .parallel()
          .mapToObj(
              number -> {
                SimulationOutcome outcome = run.apply(number);
                done.incrementAndGet();
                return outcome;
              })
          .toArray(SimulationOutcome[]::new);
    } finally {
      progress.cancel(false);
      timer.shutdownNow();
    }
  }

  private void print(int done, int runs, long startedAt) {
    double seconds = (System.nanoTime() - startedAt) / 1e9;
    double left = seconds * (runs - done) / Math.max(1, done);
    err.println("%d/%d runs, about %.0fs left".formatted(done, runs, left));
    err.flush();
  }
}
