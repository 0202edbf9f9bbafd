package dev.sluice.metrics.prometheus.tls;

import java.nio.file.Path;

/** A mounted file of credentials cannot be used. It holds the file's name, never its content. */
public final class UnusableCredentialException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient CredentialFile file;
  private final String detail;

  UnusableCredentialException(CredentialFile file, String detail) {
    super(detail);
    this.file = file;
    this.detail = detail;
  }

  /** The environment variable that names the file. */
  public String setting() {
    return file.setting();
  }

  public Path path() {
    return file.path();
  }

  /** What is wrong with it. */
  public String detail() {
    return detail;
  }
}
