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

/** Steps that start as soon as the steps they need are done, side by side where they can. */
final class BringUpPlan {
  /** What a step did: true if it had something to do, false if all was well already. */
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
        throw new IllegalArgumentException(name + " waits for \"" + earlier + "\", no such step");
      }
    }
    if (steps.putIfAbsent(name, new BringUpStep(name, Set.copyOf(after), work)) != null) {
      throw new IllegalArgumentException("two steps are called " + name);
    }
    return this;
  }

  List<String> names() {
    return List.copyOf(steps.keySet());
  }

  /**
   * Runs all steps. After a failure no new step starts; those that run are waited for.
   *
   * @param progress gets one line for each step that ends
   * @throws RuntimeException the first failure, as the step threw it
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
      if (failures.get(0) instanceof RuntimeException told) {
        throw told;
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

  /** One line of progress; times in nanoseconds. */
  static String line(String name, boolean worked, long own, long total, Set<String> left) {
    String state =
        worked ? String.format("ready after %.1f s", seconds(own)) : "was running and healthy";
    String rest = left.isEmpty() ? "all done" : "still to come: " + String.join(" ", left);
    return String.format("%5.1f s  %-24s %s; %s", seconds(total), name, state, rest);
  }

  private static double seconds(long nanos) {
    return Duration.ofNanos(nanos).toMillis() / 1000.0;
  }
}
