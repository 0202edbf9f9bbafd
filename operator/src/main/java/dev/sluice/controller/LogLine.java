package dev.sluice.controller;

import dev.sluice.api.v1alpha1.CanaryRelease;
import dev.sluice.api.v1alpha1.CanaryReleaseStatus;
import dev.sluice.api.v1alpha1.ReleaseStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line of the log: {@code key=value} pairs, the ones that say where it happened first. */
public final class LogLine {
  private static final Logger LOG = LoggerFactory.getLogger("dev.sluice");

  private final StringBuilder line = new StringBuilder();

  private LogLine() {}

  /** A fact about the operator itself. */
  public static LogLine of(String event) {
    return new LogLine().with("event", event);
  }

  /** A fact about a CanaryRelease as its status stands. */
  public static LogLine of(CanaryRelease release, CanaryReleaseStatus status, String event) {
    LogLine fact =
        new LogLine()
            .with(
                "release",
                release.getMetadata().getNamespace() + "/" + release.getMetadata().getName());
    if (status != null && status.release() != null) {
      ReleaseStatus current = status.release();
      fact.with("revision", current.revision());
      if (current.step() != null) {
        fact.with("step", current.step().progress()).with("weight", current.step().weight());
      }
    }
    return fact.with("event", event);
  }

  /** Adds a pair; nothing where the value is null. */
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

  /** With the stack: something that was not thought of. */
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

  /** As it is where it is one word, else in quotes and on one line. */
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
