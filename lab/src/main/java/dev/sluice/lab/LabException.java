package dev.sluice.lab;

import java.nio.file.Path;
import java.util.List;

/** The failure of a part of the lab, with the end of its log and a remedy. */
public final class LabException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String part;

  public LabException(String part, String problem, String remedy) {
    this(part, problem, remedy, null, List.of(), null);
  }

  public LabException(String part, String problem, String remedy, Throwable cause) {
    this(part, problem, remedy, null, List.of(), cause);
  }

  public LabException(
      String part, String problem, String remedy, Path log, List<String> logTail, Throwable cause) {
    super(text(part, problem, remedy, log, logTail), cause);
    this.part = part;
  }

  /** The name of the part that failed, as in {@code lab/status}. */
  public String part() {
    return part;
  }

  static String text(String part, String problem, String remedy, Path log, List<String> logTail) {
    StringBuilder text = new StringBuilder();
    text.append(part).append(": ").append(problem);
    if (log != null) {
      text.append("\n  last lines of ").append(log).append(':');
      if (logTail.isEmpty()) {
        text.append("\n    (empty)");
      }
      logTail.forEach(line -> text.append("\n    ").append(line));
    }
    text.append("\n  remedy: ").append(remedy);
    return text.toString();
  }
}
