package dev.sluice.controller;

import dev.sluice.api.v1alpha1.CanaryRelease;
import dev.sluice.api.v1alpha1.CanaryReleaseStatus;
import dev.sluice.api.v1alpha1.ReleaseStatus;
import dev.sluice.messages.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line of the log: {@code key=value} pairs, the release and its step first.
 *
 * <p>SLF4J's own key-value pairs do not do: slf4j-simple neither quotes nor escapes values, so that
 * a message with a space or a line break could not be parsed, or could forge a line.
 */
public final class LogLine {
  private static final Logger LOG = LoggerFactory.getLogger("dev.sluice");

  private final StringBuilder line = new StringBuilder();

  private LogLine() {}

  /** An event of the process. */
  public static LogLine of(LogEvent event) {
    return new LogLine().with("event", event);
  }

  /** An event of a CanaryRelease with this status. */
  static LogLine of(CanaryRelease release, CanaryReleaseStatus status, LogEvent event) {
    return of(release, status).with("event", event);
  }

  /** An event of a CanaryRelease with this status. */
  static LogLine of(CanaryRelease release, CanaryReleaseStatus status, Reason event) {
    return of(release, status).with("event", event);
  }

  private static LogLine of(CanaryRelease release, CanaryReleaseStatus status) {
    LogLine line =
        new LogLine()
            .with(
                "release",
                release.getMetadata().getNamespace() + "/" + release.getMetadata().getName());
    if (status != null && status.release() != null) {
      ReleaseStatus current = status.release();
      line.with("revision", current.revision());
      if (current.step() != null) {
        line.with("step", current.step().progress()).with("weight", current.step().weight());
      }
    }
    return line;
  }

  /** Adds a pair; nothing if the value is null. */
  public LogLine with(String key, Object value) {
    if (value == null) {
      return this;
    }
    if (line.length() > 0) {
      line.append(' ');
    }
    line.append(key).append('=').append(quoted(value.toString()));
    return this;
  }

  public void info() {
    LOG.info(line.toString());
  }

  public void warn() {
    LOG.warn(line.toString());
  }

  void debug() {
    LOG.debug(line.toString());
  }

  /** Logs an unexpected error with its stack trace. */
  public void error(Throwable cause) {
    LOG.error(line.toString(), cause);
  }

  public void error() {
    LOG.error(line.toString());
  }

  @Override
  public String toString() {
    return line.toString();
  }

  /** Quotes the value unless it is a single word. */
  private static String quoted(String value) {
    if (!value.isEmpty()
        && value.chars().noneMatch(c -> c <= ' ' || c == '"' || c == '=' || c == '\\')) {
      return value;
    }
    StringBuilder text = new StringBuilder("\"");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> text.append("\\\"");
        case '\\' -> text.append("\\\\");
        case '\n' -> text.append("\\n");
        default -> text.append(c < ' ' ? ' ' : c);
      }
    }
    return text.append('"').toString();
  }
}
