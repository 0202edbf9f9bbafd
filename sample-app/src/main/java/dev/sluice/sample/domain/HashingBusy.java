package dev.sluice.sample.domain;

/** Thrown when so many passwords are being hashed that one more would have to wait for long. */
public final class HashingBusy extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public HashingBusy() {
    // Part of normal work: no stack trace to fill in.
    super("too many passwords are being hashed", null, false, false);
  }
}
