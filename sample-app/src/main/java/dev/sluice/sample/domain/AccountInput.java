package dev.sluice.sample.domain;

import java.util.ArrayList;
import java.util.List;

/**
 * An e-mail address and a password, as a caller sends them; judged by {@link #errors()} before use.
 *
 * @param password part of no text that this record makes
 */
public record AccountInput(String email, String password) {

  static final int MIN_PASSWORD = 12;
  static final int MAX_PASSWORD = 128;

  /** What is wrong with the fields, in their order; empty when an account can have them. */
  public List<FieldError> errors() {
    List<FieldError> errors = new ArrayList<>(UserInput.emailErrors(email));
    int length = password == null ? 0 : UserInput.length(password);
    if (length < MIN_PASSWORD || length > MAX_PASSWORD) {
      errors.add(
          new FieldError(
              "password",
              "has %d characters: give %d to %d".formatted(length, MIN_PASSWORD, MAX_PASSWORD)));
    } else if (UserInput.HALF.matcher(password).find()) {
      errors.add(new FieldError("password", "holds half of a character"));
    }
    return errors;
  }

  @Override
  public String toString() {
    return "AccountInput[" + email + "]";
  }
}
