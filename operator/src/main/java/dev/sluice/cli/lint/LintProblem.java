package dev.sluice.cli.lint;

/**
 * Problem in a file.
 *
 * @param line from 1; 0 if the problem has no line
 * @param field path of the field, such as {@code spec.steps[0].weight}; empty if there is none
 * @param problem what is wrong and what to do
 */
public record LintProblem(String file, int line, String field, String problem) {

  /** In the form that editors can parse: {@code FILE:line: field: problem}. */
  @Override
  public String toString() {
    return file
        + (line > 0 ? ":" + line : "")
        + ": "
        + (field.isEmpty() ? "" : field + ": ")
        + problem;
  }
}
