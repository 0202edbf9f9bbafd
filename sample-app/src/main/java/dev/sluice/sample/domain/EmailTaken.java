package dev.sluice.sample.domain;

/** Thrown for an e-mail address that another user has. */
public final class EmailTaken extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public EmailTaken() {
    // Part of normal work: no stack trace to fill in.
    super("the e-mail address belongs to another user", null, false, false);
  }
}
