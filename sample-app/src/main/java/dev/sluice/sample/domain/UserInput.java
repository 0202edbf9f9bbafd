package dev.sluice.sample.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What a caller sends to create or replace a user; judged by {@link #errors()} before use. */
public record UserInput(String name, String email) {

  public static final int MAX_NAME = 100;
  public static final int MAX_EMAIL = 254;

  // The description of the API has the same patterns. Lengths are in characters, as people count.
  private static final Pattern NAME =
      Pattern.compile("[^\\x00-\\x1F\\x7F]*[^\\x00-\\x20\\x7F][^\\x00-\\x1F\\x7F]*");

  // Only what no address can do without: whether one exists, only a message to it can tell.
  private static final Pattern EMAIL =
      Pattern.compile("[^@\\x00-\\x20\\x7F]+@[^@\\x00-\\x20\\x7F]+");
  static final Pattern HALF = Pattern.compile("\\p{Cs}");

  /** What is wrong with the fields, in their order; empty when the input can be stored. */
  public List<FieldError> errors() {
    List<FieldError> errors = new ArrayList<>();
    if (name == null || name.isEmpty()) {
      errors.add(new FieldError("name", "is missing or empty: give 1 to 100 characters"));
    } else if (length(name) > MAX_NAME) {
      errors.add(
          new FieldError("name", "has " + length(name) + " characters: give at most " + MAX_NAME));
    } else if (!NAME.matcher(name).matches() || HALF.matcher(name).find()) {
      errors.add(
          new FieldError("name", "is blank, or holds a control character or half of a character"));
    }
    errors.addAll(emailErrors(email));
    return errors;
  }

  /** What is wrong with an e-mail address; empty when it can be stored. */
  static List<FieldError> emailErrors(String email) {
    if (email == null || email.isEmpty()) {
      return List.of(new FieldError("email", "is missing or empty: give one like a@b.example"));
    }
    if (length(email) > MAX_EMAIL) {
      return List.of(
          new FieldError(
              "email", "has " + length(email) + " characters: give at most " + MAX_EMAIL));
    }
    if (!EMAIL.matcher(email).matches() || HALF.matcher(email).find()) {
      return List.of(new FieldError("email", "is not an address: give one like a@b.example"));
    }
    return List.of();
  }

  static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
