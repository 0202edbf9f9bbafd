package dev.sluice.lab.parts;

/** Receives lines of progress, from several threads, one line per call. */
@FunctionalInterface
public interface BuildProgress {
  void line(String text);

  /** Prints to standard error; standard output is for results. */
  static BuildProgress onStandardError() {
    return System.err::println;
  }
}
