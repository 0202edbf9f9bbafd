package dev.sluice.lab.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The desired state of a long-running process of the lab.
 *
 * @param name the part's name, as in {@code lab/status} and {@code lab/logs}
 * @param command program and arguments
 * @param environment variables in addition to the host's
 * @param files configuration files and their content, written before the start
 * @param health health check
 * @param limit timeout until it is healthy
 */
public record Daemon(
    String name,
    List<String> command,
    Map<String, String> environment,
    Map<Path, String> files,
    HealthCheck health,
    Duration limit) {

  public Daemon {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
    files = Map.copyOf(files);
  }

  /** A hash of the program and everything it is started with. */
  String fingerprint() {
    StringBuilder text = new StringBuilder(String.join("\0", command)).append(program());
    text.append(new TreeMap<>(environment)).append(new TreeMap<>(files));
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(text.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  // A name in the cache is a link; its target identifies the build.
  private String program() {
    Path file = Path.of(command.get(0));
    try {
      return Files.exists(file) ? file.toRealPath().toString() : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
