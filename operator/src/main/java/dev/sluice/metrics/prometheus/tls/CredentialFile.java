package dev.sluice.metrics.prometheus.tls;

import dev.sluice.messages.CredentialMessages;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A mounted file of credentials. It is read again for each use: it is small, and new content is
 * seen however Kubernetes swaps the links of a mount.
 *
 * @param setting the environment variable that names it
 */
public record CredentialFile(String setting, Path path) {
  private static final int MAX_BYTES = 1024 * 1024;

  /**
   * Its content.
   *
   * @throws UnusableCredentialException if there is none, or it is larger than a megabyte
   */
  byte[] read() throws UnusableCredentialException {
    byte[] content;
    try (InputStream in = Files.newInputStream(path)) {
      content = in.readNBytes(MAX_BYTES + 1);
    } catch (IOException e) {
      throw unusable(CredentialMessages.unreadable());
    }
    if (content.length == 0 || content.length > MAX_BYTES) {
      throw unusable(
          content.length == 0
              ? CredentialMessages.empty()
              : CredentialMessages.tooLarge(MAX_BYTES));
    }
    return content;
  }

  /**
   * Its one line, without the line break.
   *
   * @throws UnusableCredentialException if it has characters that an HTTP header must not have
   */
  String line() throws UnusableCredentialException {
    String text = new String(read(), StandardCharsets.UTF_8).strip();
    if (text.isEmpty() || text.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
      throw unusable(CredentialMessages.notOneLine());
    }
    return text;
  }

  /** Why the file cannot be used. */
  UnusableCredentialException unusable(String detail) {
    return new UnusableCredentialException(setting, path, detail);
  }
}
