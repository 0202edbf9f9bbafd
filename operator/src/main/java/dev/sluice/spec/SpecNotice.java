package dev.sluice.spec;

import dev.sluice.messages.Reason;

/**
 * Something that an author of a spec should change although Sluice can use it as it is, such as a
 * renamed field of a stored object.
 *
 * @param field path of the field
 * @param message what is outdated or easily overlooked, and what to use
 */
public record SpecNotice(Reason reason, String field, String message) {

  @Override
  public String toString() {
    return field + ": " + message;
  }
}
