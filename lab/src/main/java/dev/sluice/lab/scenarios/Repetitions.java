package dev.sluice.lab.scenarios;

import dev.sluice.lab.scenarios.ScriptLine.Repeat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The acts of a script that are repeated until it ends. */
final class Repetitions implements AutoCloseable {
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private final List<Future<?>> running = new ArrayList<>();
  private Optional<String> failure = Optional.empty();

  void start(Repeat repeat, ScenarioApi api) {
    long millis = repeat.interval().toMillis();
    running.add(
        thread.scheduleAtFixedRate(() -> once(repeat, api), 0, millis, TimeUnit.MILLISECONDS));
  }

  private void once(Repeat repeat, ScenarioApi api) {
    try {
      repeat.action().accept(api);
    } catch (RuntimeException e) {
      failed(repeat.text() + ": " + e.getMessage());
    }
  }

  private synchronized void failed(String what) {
    failure = failure.or(() -> Optional.of(what));
  }

  /** The first failure of an act. */
  synchronized Optional<String> failure() {
    return failure;
  }

  /** Starts no act any more. One that has begun comes to its end. */
  @Override
  public void close() {
    running.forEach(one -> one.cancel(false));
    thread.shutdown();
  }
}
