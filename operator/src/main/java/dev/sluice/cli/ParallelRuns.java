package dev.sluice.cli;

import dev.sluice.simulation.SimulationOutcome;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;

/** Makes runs on all processors and says how it goes where that takes a while. */
final class ParallelRuns {
  private static final long PAUSE_SECONDS = 2;

  private final PrintWriter err;

  ParallelRuns(PrintWriter err) {
    this.err = err;
  }

  /** One outcome per number from 0, in order, however many threads there are. */
  SimulationOutcome[] outcomes(int runs, IntFunction<SimulationOutcome> run)
      throws InterruptedException {
    SimulationOutcome[] outcomes = new SimulationOutcome[runs];
    AtomicInteger next = new AtomicInteger();
    AtomicInteger done = new AtomicInteger();
    AtomicReference<RuntimeException> failure = new AtomicReference<>();
    int threads = Math.min(runs, Runtime.getRuntime().availableProcessors());
    CountDownLatch over = new CountDownLatch(threads);
    for (int i = 0; i < threads; i++) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  for (int n = next.getAndIncrement(); n < runs; n = next.getAndIncrement()) {
                    outcomes[n] = run.apply(n);
                    done.incrementAndGet();
                  }
                } catch (RuntimeException e) {
                  failure.compareAndSet(null, e);
                  next.set(runs);
                } finally {
                  over.countDown();
                }
              },
              "run-" + i);
      thread.setDaemon(true);
      thread.start();
    }
    long begun = System.nanoTime();
    while (!over.await(PAUSE_SECONDS, TimeUnit.SECONDS)) {
      double seconds = (System.nanoTime() - begun) / 1e9;
      double left = seconds * (runs - done.get()) / Math.max(1, done.get());
      err.println("%d of %d runs, about %.0f s left".formatted(done.get(), runs, left));
      err.flush();
    }
    if (failure.get() != null) {
      throw failure.get();
    }
    return Arrays.stream(outcomes).filter(Objects::nonNull).toArray(SimulationOutcome[]::new);
  }
}
