package dev.sluice.sample.domain;

/** What an account may do. */
public enum Role {
  /** Reads their own account. */
  USER,

  /** Reads every account, too. */
  ADMIN
}
