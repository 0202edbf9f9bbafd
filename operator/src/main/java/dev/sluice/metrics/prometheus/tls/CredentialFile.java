package dev.sluice.metrics.prometheus.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A mounted file. It is read anew for each use: it is small, and a new content is seen whatever way
 * Kubernetes swaps the links of a mount.
 *
 * @param setting the variable that names it
 */
public record CredentialFile(String setting, Path path) {
  private static final int LARGEST = 1024 * 1024;

  /** The file cannot be used. The message has its name, never its content. */
  public static final class Unusable extends Exception {
    private static final long serialVersionUID = 1L;

    Unusable(CredentialFile file, String why) {
      super("%s=\"%s\" cannot be used: %s".formatted(file.setting, file.path, why));
    }
  }

  /**
   * Its content.
   *
   * @throws Unusable when there is none, or it is larger than a megabyte
   */
  byte[] read() throws Unusable {
    byte[] content;
    try (InputStream in = Files.newInputStream(path)) {
      content = in.readNBytes(LARGEST + 1);
    } catch (IOException e) {
      throw new Unusable(this, "it cannot be read; mount the Secret that has it");
    }
    if (content.length == 0 || content.length > LARGEST) {
      throw new Unusable(
          this, content.length == 0 ? "it is empty" : "it is larger than " + LARGEST + " bytes");
    }
    return content;
  }

  /**
   * Its one line, without the line break.
   *
   * @throws Unusable when it has other characters than a header of HTTP may have
   */
  String line() throws Unusable {
    String text = new String(read(), StandardCharsets.UTF_8).strip();
    if (text.isEmpty() || text.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
      throw new Unusable(this, "it must hold one line of text");
    }
    return text;
  }
}
