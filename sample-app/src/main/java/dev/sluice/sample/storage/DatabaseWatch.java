package dev.sluice.sample.storage;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows whether the database answers, by a separate connection that asks it twice a second. So a
 * request need not wait to find out, and a pool that is merely busy does not look like an outage.
 */
final class DatabaseWatch implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(DatabaseWatch.class);
  private static final Duration INTERVAL = Duration.ofMillis(500);
  private static final Duration PAUSE = Duration.ofSeconds(3);

  /** As long as a request waits: a database that is slow is not away. */
  private static final int ANSWER_SECONDS = (int) Connections.LONGEST_ANSWER.toSeconds();

  private final String name;
  private final DataSource connections;
  private final Runnable prepare;
  private final Runnable onReturn;
  private final Runnable onLoss;
  private final ScheduledExecutorService thread;
  private final AtomicBoolean asked = new AtomicBoolean();
  private final CountDownLatch firstLook = new CountDownLatch(1);
  private volatile boolean up;

  // What follows belongs to the thread.
  private Connection connection;
  private boolean prepared;
  private long prepareFrom = System.nanoTime();
  private String lastFailure = "";
  private long downSince = System.nanoTime();

  /**
   * @param name the database, for logs
   * @param prepare done once, when the database first answers and before it counts as up
   * @param onReturn done each time that the database answers again, or first, before it counts as
   *     up
   * @param onLoss done each time that the database no longer answers
   */
  DatabaseWatch(
      String name, DataSource connections, Runnable prepare, Runnable onReturn, Runnable onLoss) {
    this.name = name;
    this.connections = connections;
    this.prepare = prepare;
    this.onReturn = onReturn;
    this.onLoss = onLoss;
    this.thread =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "database-watch");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Begins to look, in another thread. */
  void start() {
    var unused =
        thread.scheduleWithFixedDelay(this::check, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Waits until the first look is over, whatever it found. */
  void awaitFirstLook() throws InterruptedException {
    firstLook.await();
  }

  /** Whether the database answered when it was last asked. */
  boolean up() {
    return up;
  }

  /** Asks the database now: a request has reason to think that it does not answer. */
  void suspect() {
    if (!thread.isShutdown() && asked.compareAndSet(false, true)) {
      thread.execute(this::check);
    }
  }

  /** Ends the watch; {@link #up()} is false from then on. */
  @Override
  public void close() {
    thread.shutdownNow();
    try {
      // At most one connect, or one answer, is under way.
      if (!thread.awaitTermination(5, TimeUnit.SECONDS)) {
        log.warn("database watch did not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    up = false;
    disconnect();
  }

  private void check() {
    asked.set(false);
    try {
      if (!prepared && System.nanoTime() - prepareFrom < 0) {
        return;
      }
      if (connection == null) {
        connection = connections.getConnection();
      }
      if (!connection.isValid(ANSWER_SECONDS)) {
        throw new SQLException(
            "the connection broke, or no answer came within " + ANSWER_SECONDS + " s", "08006");
      }
      if (!prepared) {
        prepare.run();
        prepared = true;
      }
      if (!up) {
        onReturn.run();
      }
      found();
    } catch (SQLException | RuntimeException | LinkageError e) {
      disconnect();
      missed(e);
    } finally {
      firstLook.countDown();
    }
  }

  private void found() {
    if (!up && !lastFailure.isEmpty()) {
      log.info(
          "database answers database={} after_ms={}",
          name,
          Duration.ofNanos(System.nanoTime() - downSince).toMillis());
    }
    lastFailure = "";
    up = true;
  }

  private void missed(Throwable e) {
    if (up) {
      up = false;
      downSince = System.nanoTime();
      onLoss.run();
    }
    String failure = SqlFailures.kind(e);
    if (!failure.equals(SqlFailures.CONNECTION)) {
      // The database is there and refuses: a wrong password, or a migration that takes locks.
      prepareFrom = System.nanoTime() + PAUSE.toNanos();
    }
    // Once per outage and kind, not once per look.
    if (!failure.equals(lastFailure)) {
      lastFailure = failure;
      log.warn("database waiting database={} reason=\"{}\"", name, SqlFailures.reason(e));
    }
  }

  private void disconnect() {
    if (connection != null) {
      try {
        connection.close();
      } catch (SQLException e) {
        log.debug("closing a broken connection", e);
      }
      connection = null;
    }
  }
}
