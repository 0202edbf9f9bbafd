package dev.sluice.lab.parts;

import java.nio.file.Path;
import java.util.List;

/** The build of a part failed. Has the end of its log and a remedy. */
public final class PartFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Number of log lines in the message. */
  public static final int TAIL = 20;

  private final String part;
  private final transient Path logFile;

  PartFailed(String part, String reason, Path logFile, List<String> tail, String remedy) {
    super(text(part, reason, logFile, tail, remedy));
    this.part = part;
    this.logFile = logFile;
  }

  /** Name of the part. */
  public String part() {
    return part;
  }

  /** The whole log. */
  public Path logFile() {
    return logFile;
  }

  private static String text(
      String part, String reason, Path logFile, List<String> tail, String remedy) {
    StringBuilder text = new StringBuilder();
    text.append("part ").append(part).append(" failed: ").append(reason).append('\n');
    text.append("the end of ").append(logFile).append(":\n");
    for (String line : tail.subList(Math.max(0, tail.size() - TAIL), tail.size())) {
      text.append("  ").append(line).append('\n');
    }
    return text.append("remedy: ").append(remedy).toString();
  }
}
