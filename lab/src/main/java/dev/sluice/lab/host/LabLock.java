package dev.sluice.lab.host;

import dev.sluice.lab.LabException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** A lock that lets one process at a time start or stop a lab. */
public final class LabLock implements AutoCloseable {
  // A file lock is held by the whole JVM; its threads need another lock.
  private static final ReentrantLock IN_THIS_JVM = new ReentrantLock();

  private final FileChannel channel;

  private LabLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Waits for the lock.
   *
   * @param progress receives a line if another process holds it
   */
  public static LabLock take(Path file, Consumer<String> progress) {
    IN_THIS_JVM.lock();
    try {
      Files.createDirectories(file.getParent());
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock == null) {
        progress.accept("waiting: another process is starting or stopping this lab (" + file + ")");
        channel.lock();
      }
      return new LabLock(channel);
    } catch (IOException e) {
      IN_THIS_JVM.unlock();
      throw new LabException("lab", "cannot lock " + file + ": " + e, "run as root", e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      IN_THIS_JVM.unlock();
    }
  }
}
