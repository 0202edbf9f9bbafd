package dev.sluice.cli.lint;

/**
 * Something wrong in a file.
 *
 * @param line from 1; 0 where no line is to blame
 * @param field path of the field, as {@code spec.steps[0].weight}; empty where no field is to blame
 * @param problem what is wrong and what to do about it
 */
public record LintProblem(String file, int line, String field, String problem) {

  /** As editors and people read it: {@code FILE:line: field: problem}. */
  @Override
  public String toString() {
    return file
        + (line > 0 ? ":" + line : "")
        + ": "
        + (field.isEmpty() ? "" : field + ": ")
        + problem;
  }
}
