package dev.sluice.metrics.prometheus.tls;

import java.nio.file.Path;

/** A mounted file of credentials cannot be used. It holds the file's name, never its content. */
public final class UnusableCredentialException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String setting;
  private final transient Path path;
  private final String detail;

  UnusableCredentialException(String setting, Path path, String detail) {
    super(detail);
    this.setting = setting;
    this.path = path;
    this.detail = detail;
  }

  /** The environment variable that names the file. */
  public String setting() {
    return setting;
  }

  public Path path() {
    return path;
  }

  /** What is wrong with it. */
  public String detail() {
    return detail;
  }
}
