package dev.sluice.sample;

import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Callers that each send request after request, and what they were answered. */
final class OutageLoad {

  /** How one request ended, when in {@link System#nanoTime}, and how long it took. */
  record OutageAnswer(int status, long at, Duration took) {}

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int CALLERS = 24;

  final Queue<OutageAnswer> answers = new ConcurrentLinkedQueue<>();
  final Queue<String> errors = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final List<Thread> threads = new ArrayList<>();

  /** Load on one user. */
  OutageLoad(Caller caller) {
    this(caller, "/users/1");
  }

  OutageLoad(Caller caller, String path) {
    for (int i = 0; i < CALLERS; i++) {
      Thread thread = new Thread(() -> run(caller, path), "load-" + i);
      threads.add(thread);
      thread.start();
    }
  }

  private void run(Caller caller, String path) {
    while (!stopped.get()) {
      long begin = System.nanoTime();
      try {
        HttpResponse<String> answer = caller.get(path);
        if (answer.statusCode() == 503 && answer.headers().firstValue("Retry-After").isEmpty()) {
          errors.add("503 without Retry-After: " + answer.body());
        }
        answers.add(
            new OutageAnswer(
                answer.statusCode(),
                System.nanoTime(),
                Duration.ofNanos(System.nanoTime() - begin)));
        // A rate that two cores can serve beside the server and the test.
        TimeUnit.MILLISECONDS.sleep(20);
      } catch (Exception e) {
        errors.add(e.toString());
      }
    }
  }

  void awaitAnswers(int more) {
    int least = answers.size() + more;
    await().atMost(LIMIT).until(() -> answers.size() >= least);
  }

  void stop() throws InterruptedException {
    stopped.set(true);
    for (Thread thread : threads) {
      thread.join(LIMIT.toMillis());
    }
  }

  long count(int status) {
    return answers.stream().filter(answer -> answer.status == status).count();
  }

  long lastFailure(long otherwise) {
    return answers.stream()
        .filter(answer -> answer.status != 200)
        .mapToLong(OutageAnswer::at)
        .max()
        .orElse(otherwise);
  }

  Duration longest() {
    return answers.stream().map(OutageAnswer::took).max(Duration::compareTo).orElseThrow();
  }
}
