package dev.sluice.sample.config;

/** What {@code /health/ready} says. */
public enum Readiness {
  /** Whether the replica can take requests. */
  TRUTHFUL,

  /** Ready, though the database is away or the process ends. */
  ALWAYS,

  /** Not ready, though it could take requests. */
  NEVER
}
