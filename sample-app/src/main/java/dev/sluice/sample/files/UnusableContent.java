package dev.sluice.sample.files;

/** Thrown for content of a file that cannot be used; its message says why, on one line. */
public final class UnusableContent extends Exception {
  private static final long serialVersionUID = 1L;

  public UnusableContent(String reason) {
    super(reason.lines().findFirst().orElse(""));
  }
}
