package dev.sluice.lab.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Whether the lab can run on this machine. */
public final class HostSupport {
  private HostSupport() {}

  /** Why the lab cannot run here; empty if it can. */
  public static Optional<String> obstacle() {
    return obstacle(System.getProperty("os.name"), userId());
  }

  /**
   * Checks a machine.
   *
   * @param userId the effective user id, 0 for root
   */
  static Optional<String> obstacle(String system, int userId) {
    if (!system.equals("Linux")) {
      return Optional.of(
          "the lab needs Linux (network namespaces, control groups), this is "
              + system
              + "; use a Linux virtual machine, or any cluster with Istio and Prometheus");
    }
    if (userId != 0) {
      return Optional.of(
          "the lab needs root (network namespaces, mounts, containers), this is user "
              + userId
              + "; run it with sudo or in a virtual machine, or use any cluster with Istio and"
              + " Prometheus");
    }
    return Optional.empty();
  }

  private static int userId() {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return -1;
    }
    try {
      return Files.readAllLines(status).stream()
          .filter(line -> line.startsWith("Uid:"))
          .map(line -> Integer.parseInt(line.split("\\s+", -1)[2]))
          .findFirst()
          .orElse(-1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
