package dev.sluice.sample.files;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads content from the file system, and again when it changes. Content that cannot be used
 * changes nothing: what was in force before it stays.
 *
 * @param <T> the content; two readings that are equal are the same content
 */
public final class Reloader<T> implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Reloader.class);

  /**
   * A mounted ConfigMap or Secret is a link that is replaced: the path is read, whatever it leads
   * to.
   */
  private static final int LOOK_SECONDS = 1;

  private final ReloadedPath<T> source;
  private final ContentUser<T> use;
  private final MeterRegistry metrics;
  private final ScheduledExecutorService thread;
  private T seen;
  private String refusal = "";
  private boolean used;

  /**
   * What is read.
   *
   * @param what the content in a word for logs, such as {@code policies}
   * @param metric name of the counter of contents, by result
   * @param path of the file or directory
   */
  public record ReloadedPath<T>(String what, String metric, Path path, ContentReader<T> reader) {}

  /** Reads a path. */
  public interface ContentReader<T> {
    T read(Path path) throws IOException;
  }

  /** Puts content in force, all of it or nothing. */
  public interface ContentUser<T> {
    void use(T content) throws UnusableContent;
  }

  /** Reads the content now and from then on. */
  public Reloader(ReloadedPath<T> source, ContentUser<T> use, MeterRegistry metrics) {
    this.source = source;
    this.use = use;
    this.metrics = metrics;
    this.thread =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "reload-" + source.what());
              thread.setDaemon(true);
              return thread;
            });
    look();
    var unused =
        thread.scheduleWithFixedDelay(this::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
  }

  /** Whether content could be used since the start. */
  public synchronized boolean used() {
    return used;
  }

  /** Why the newest content is not in force; empty where it is. */
  public synchronized String refusal() {
    return refusal;
  }

  private synchronized void look() {
    T content;
    try {
      content = source.reader().read(source.path());
    } catch (IOException e) {
      refused(e instanceof NoSuchFileException ? "there is no such file" : e.toString());
      seen = null;
      return;
    }
    if (content.equals(seen)) {
      return;
    }
    seen = content;
    try {
      use.use(content);
      used = true;
      refusal = "";
      count("used");
      log.info("{} in force path={}", source.what(), source.path());
    } catch (UnusableContent e) {
      refused(e.getMessage());
    }
  }

  /** Said once for each reason. */
  private void refused(String reason) {
    if (!reason.equals(refusal)) {
      refusal = reason;
      count("refused");
      log.error(
          "{} refused path={} reason=\"{}\" remedy=\"correct it; what was in force before stays\"",
          source.what(),
          source.path(),
          reason.replace('"', '\''));
    }
  }

  private void count(String result) {
    Counter.builder(source.metric())
        .description("Contents of the file that were used, or refused")
        .tag("result", result)
        .register(metrics)
        .increment();
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
