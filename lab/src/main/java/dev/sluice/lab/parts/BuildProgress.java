package dev.sluice.lab.parts;

/** Takes lines for a person who waits. Called from more than one thread, one line at a time. */
@FunctionalInterface
public interface BuildProgress {
  void line(String text);

  /** Lines on standard error, so that standard output stays with results. */
  static BuildProgress onStandardError() {
    return System.err::println;
  }
}
