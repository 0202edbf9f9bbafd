package dev.sluice.lab;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * A set of steps. Each starts as soon as the steps it depends on are done; others run in parallel.
 */
final class BringUpPlan {
  /** Returns true if it changed something, false if there was nothing to do. */
  @FunctionalInterface
  interface Work {
    boolean perform();
  }

  record BringUpStep(String name, Set<String> after, Work work) {}

  private final Map<String, BringUpStep> steps = new LinkedHashMap<>();

  /**
   * Adds a step.
   *
   * @param after names of steps added before
   */
  BringUpPlan add(String name, Set<String> after, Work work) {
    for (String earlier : after) {
      if (!steps.containsKey(earlier)) {
        throw new IllegalArgumentException(
            name + " depends on \"" + earlier + "\", which does not exist");
      }
    }
    if (steps.putIfAbsent(name, new BringUpStep(name, Set.copyOf(after), work)) != null) {
      throw new IllegalArgumentException("duplicate step " + name);
    }
    return this;
  }

  List<String> names() {
    return List.copyOf(steps.keySet());
  }

  /**
   * Runs all steps. After a failure, running steps are finished and no new step starts.
   *
   * @param progress receives one line per finished step
   * @throws RuntimeException the first failure of a step
   */
  void run(Consumer<String> progress) {
    Set<String> left = new LinkedHashSet<>(steps.keySet());
    List<Throwable> failures = new ArrayList<>();
    long start = System.nanoTime();
    ExecutorService pool = Executors.newCachedThreadPool();
    try {
      Map<String, CompletableFuture<Void>> futures = new LinkedHashMap<>();
      for (BringUpStep step : steps.values()) {
        CompletableFuture<?>[] before =
            step.after().stream().map(futures::get).toArray(CompletableFuture[]::new);
        futures.put(
            step.name(),
            CompletableFuture.allOf(before)
                .thenRunAsync(() -> perform(step, left, failures, start, progress), pool));
      }
      CompletableFuture.allOf(futures.values().toArray(CompletableFuture[]::new))
          .handle((done, failure) -> null)
          .join();
    } finally {
      pool.shutdown();
    }
    if (!failures.isEmpty()) {
      if (failures.get(0) instanceof RuntimeException failure) {
        throw failure;
      }
      throw new LabException(
          "lab", failures.get(0).toString(), "run lab/up again", failures.get(0));
    }
  }

  private static void perform(
      BringUpStep step,
      Set<String> left,
      List<Throwable> failures,
      long start,
      Consumer<String> progress) {
    synchronized (left) {
      if (!failures.isEmpty()) {
        throw new CompletionException(failures.get(0));
      }
    }
    long own = System.nanoTime();
    try {
      boolean worked = step.work().perform();
      synchronized (left) {
        left.remove(step.name());
        progress.accept(
            line(step.name(), worked, System.nanoTime() - own, System.nanoTime() - start, left));
      }
    } catch (RuntimeException | Error e) {
      synchronized (left) {
        failures.add(e);
      }
      throw e;
    }
  }

  /** One line of progress. Times are in nanoseconds. */
  static String line(String name, boolean worked, long own, long total, Set<String> left) {
    String state = worked ? String.format("ready after %.1f s", seconds(own)) : "already healthy";
    String rest = left.isEmpty() ? "all done" : "remaining: " + String.join(" ", left);
    return String.format("%5.1f s  %-24s %s; %s", seconds(total), name, state, rest);
  }

  private static double seconds(long nanos) {
    return Duration.ofNanos(nanos).toMillis() / 1000.0;
  }
}
