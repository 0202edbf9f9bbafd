package dev.sluice.lab.demo;

import dev.sluice.lab.LabException;
import dev.sluice.lab.host.LabPaths;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A lock on the lab: two demos, or a demo and the tests, would delete each other's objects and
 * measure each other's load. The lock is released when the process ends.
 */
public final class LabTurn implements AutoCloseable {
  private final FileChannel channel;

  private LabTurn(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Locks the lab of this machine, which must be up.
   *
   * @param user the holder, shown to others
   * @throws LabException if another process has it
   */
  public static LabTurn take(String user) {
    return take(LabPaths.from(System.getenv()).data(), user);
  }

  static LabTurn take(Path folder, String user) {
    Path lock = folder.resolve("in-use.lock");
    Path note = folder.resolve("in-use.by");
    try {
      FileChannel channel =
          FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!locked(channel)) {
        channel.close();
        throw new LabException(
            "lab",
            "is in use by " + (Files.exists(note) ? Files.readString(note).strip() : "another run"),
            "wait until it ends, or stop it");
      }
      Files.writeString(note, user + ", process " + ProcessHandle.current().pid() + "\n");
      return new LabTurn(channel);
    } catch (IOException e) {
      throw new LabException("lab", e.toString(), "check with lab/status that the lab is up", e);
    }
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      // Held by this process.
      return false;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new LabException("lab", e.toString(), "the lock is released when this process ends", e);
    }
  }
}
