package dev.sluice.spec;

/**
 * Why Sluice does not act on an object as it is: nothing in the mesh changes while one stands.
 *
 * @param reason one word for machines, as in a condition
 * @param field what is wrong: a field of the spec, or an object
 * @param message what it is, and what to do
 */
public record Violation(String reason, String field, String message) {

  @Override
  public String toString() {
    return field + ": " + message;
  }
}
