package dev.sluice.sample.http;

import java.time.Duration;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Counts the requests that are not fully answered yet, those that wait without a thread too. */
public final class InFlight extends Handler.Wrapper {

  private final Object lock = new Object();
  private int count;

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    synchronized (lock) {
      count++;
    }
    Request.addCompletionListener(request, failure -> leave());
    return super.handle(request, response, callback);
  }

  /** How many there are now. */
  public int count() {
    synchronized (lock) {
      return count;
    }
  }

  /**
   * Waits until nothing is in flight.
   *
   * @return how many requests still were when the time was up, 0 when all are answered
   */
  public int awaitNone(Duration atMost) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    synchronized (lock) {
      while (count > 0) {
        long millis = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
        if (millis <= 0) {
          break;
        }
        lock.wait(millis);
      }
      return count;
    }
  }

  private void leave() {
    synchronized (lock) {
      count--;
      lock.notifyAll();
    }
  }
}
