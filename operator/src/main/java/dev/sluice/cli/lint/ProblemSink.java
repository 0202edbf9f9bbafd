package dev.sluice.cli.lint;

/** Receives the problems of one file as they are found. */
interface ProblemSink {
  /**
   * Reports a problem.
   *
   * @param line from 1
   * @param field path of the field, such as {@code spec.steps[0].weight}
   */
  void report(int line, String field, String problem);
}
