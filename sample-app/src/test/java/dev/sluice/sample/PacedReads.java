package dev.sluice.sample;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Reads of one user at a fixed rate over kept connections. A request counts from the time at which
 * it was due, so that a server that falls behind is not asked less.
 */
final class PacedReads {

  private static final int CONNECTIONS = 16;
  private static final byte[] REQUEST =
      "GET /users/1 HTTP/1.1\r\nHost: users\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final int port;
  private final int perSecond;
  private final long[] nanos;
  private volatile Exception failure;

  private PacedReads(int port, int perSecond, int seconds) {
    this.port = port;
    this.perSecond = perSecond;
    this.nanos = new long[perSecond * seconds];
  }

  /**
   * Reads for some time; returns how long each took, in nanoseconds, shortest first.
   *
   * @throws IOException unless each answer is a 200
   */
  static long[] run(int port, int perSecond, int seconds) throws Exception {
    PacedReads reads = new PacedReads(port, perSecond, seconds);
    long begin = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(100);
    Thread[] threads = new Thread[CONNECTIONS];
    for (int i = 0; i < CONNECTIONS; i++) {
      int first = i;
      threads[i] = new Thread(() -> reads.send(begin, first), "reads-" + i);
      threads[i].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    if (reads.failure != null) {
      throw reads.failure;
    }
    Arrays.sort(reads.nanos);
    return reads.nanos;
  }

  /** The duration that this share of the requests does not exceed. */
  static Duration quantile(long[] sorted, double share) {
    return Duration.ofNanos(sorted[(int) Math.ceil(share * sorted.length) - 1]);
  }

  private void send(long begin, int first) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(10_000);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      for (int i = first; i < nanos.length; i += CONNECTIONS) {
        long due = begin + TimeUnit.SECONDS.toNanos(i) / perSecond;
        while (System.nanoTime() < due) {
          LockSupport.parkNanos(due - System.nanoTime());
        }
        socket.getOutputStream().write(REQUEST);
        answer(in);
        nanos[i] = System.nanoTime() - due;
      }
    } catch (IOException e) {
      failure = e;
    }
  }

  private static void answer(InputStream in) throws IOException {
    String status = line(in);
    if (!status.startsWith("HTTP/1.1 200 ")) {
      throw new IOException("answered with " + status);
    }
    int length = 0;
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      if (header.regionMatches(true, 0, "Content-Length: ", 0, 16)) {
        length = Integer.parseInt(header.substring(16));
      }
    }
    in.skipNBytes(length);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the connection was closed");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }
}
