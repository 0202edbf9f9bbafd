package dev.sluice.sample.config;

/** How log lines look. */
public enum LogFormat {
  /** Plain on a terminal, and JSON elsewhere. */
  AUTO,

  /** A JSON object for each line. */
  JSON,

  /** Time, level, logger and message. */
  PLAIN;

  /** The variable that chooses one. */
  public static final String VARIABLE = "LOG_FORMAT";
}
