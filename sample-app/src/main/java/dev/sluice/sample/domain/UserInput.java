package dev.sluice.sample.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What a caller sends to create or replace a user; judged by {@link #errors()} before use. */
public record UserInput(String name, String email) {

  static final int MAX_NAME = 100;
  public static final int MAX_EMAIL = 254;

  // Only what no address can do without: whether one exists, only a message to it can tell.
  private static final Pattern EMAIL =
      Pattern.compile("[^@\\s\\p{Cntrl}\\p{Cs}]+@[^@\\s\\p{Cntrl}\\p{Cs}]+");
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\p{Cs}]");

  /** What is wrong with the fields, in their order; empty when the input can be stored. */
  public List<FieldError> errors() {
    List<FieldError> errors = new ArrayList<>();
    if (name == null || name.isBlank()) {
      errors.add(new FieldError("name", "is missing or blank: give 1 to 100 characters"));
    } else if (name.length() > MAX_NAME) {
      errors.add(
          new FieldError("name", "has " + name.length() + " characters: give at most " + MAX_NAME));
    } else if (CONTROL.matcher(name).find()) {
      errors.add(
          new FieldError("name", "holds a control character or half of a character: remove it"));
    }
    if (email == null || email.isBlank()) {
      errors.add(new FieldError("email", "is missing or blank: give one like a@b.example"));
    } else if (email.length() > MAX_EMAIL) {
      errors.add(
          new FieldError(
              "email", "has " + email.length() + " characters: give at most " + MAX_EMAIL));
    } else if (!EMAIL.matcher(email).matches()) {
      errors.add(new FieldError("email", "is not an address: give one like a@b.example"));
    }
    return errors;
  }
}
