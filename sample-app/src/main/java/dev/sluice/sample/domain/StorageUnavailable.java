package dev.sluice.sample.domain;

/** Thrown when users cannot be read or written now, but the same request may work later. */
public final class StorageUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param cause null when the storage was known to be away and was not asked
   */
  public StorageUnavailable(Throwable cause) {
    // Each request throws one while the storage is away: no stack trace to fill in.
    super("the database does not answer", cause, false, false);
  }
}
