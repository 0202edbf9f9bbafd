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
 * The right to use the lab alone: two demos at once, or a demo beside the tests, would remove each
 * other's objects and measure each other's load. It ends with the process.
 */
public final class LabTurn implements AutoCloseable {
  private final FileChannel channel;

  private LabTurn(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the turn on the lab of this machine, which is up.
   *
   * @param user who takes it, for others to read
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
            "wait for its end, or end it");
      }
      Files.writeString(note, user + ", process " + ProcessHandle.current().pid() + "\n");
      return new LabTurn(channel);
    } catch (IOException e) {
      throw new LabException("lab", e.toString(), "is the lab up? lab/status", e);
    }
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      // This very process has it.
      return false;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new LabException("lab", e.toString(), "the turn ends with this process", e);
    }
  }
}
