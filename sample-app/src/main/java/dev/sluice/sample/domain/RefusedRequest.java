package dev.sluice.sample.domain;

import java.util.List;

/** Thrown for a request that asks for what cannot be. */
public final class RefusedRequest extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Kind kind;
  private final transient List<FieldError> errors;

  /** Why it cannot be. */
  public enum Kind {
    /** A field has a bad value. */
    BAD_FIELDS,

    /** What it names does not exist. */
    NOT_FOUND,

    /** What it names is not as the caller knows it any more. */
    CHANGED,

    /** Another has its e-mail address. */
    EMAIL_TAKEN
  }

  private RefusedRequest(Kind kind, String message, List<FieldError> errors) {
    // Part of normal work: no stack trace to fill in, at hundreds of requests a second.
    super(message, null, false, false);
    this.kind = kind;
    this.errors = List.copyOf(errors);
  }

  /**
   * A request with bad fields.
   *
   * @param noun what they are the fields of, such as {@code user}
   */
  public static RefusedRequest badFields(String noun, List<FieldError> errors) {
    return new RefusedRequest(Kind.BAD_FIELDS, "The %s has bad fields.".formatted(noun), errors);
  }

  /** A request for what does not exist. */
  public static RefusedRequest notFound(String noun, String id) {
    return new RefusedRequest(
        Kind.NOT_FOUND, "No %s has id \"%s\".".formatted(noun, id), List.of());
  }

  /** A request for a user who is not as the caller knows them. */
  public static RefusedRequest changed() {
    return new RefusedRequest(
        Kind.CHANGED, "The user has changed since: read it again, for its new ETag.", List.of());
  }

  /** A request for an address that belongs to another. */
  public static RefusedRequest emailTaken(String noun) {
    return new RefusedRequest(
        Kind.EMAIL_TAKEN,
        "The e-mail address belongs to another %s.".formatted(noun),
        List.of(
            new FieldError(
                "email", "belongs to another %s: give another address".formatted(noun))));
  }

  public Kind kind() {
    return kind;
  }

  /** The fields at fault; empty where none is. */
  public List<FieldError> errors() {
    return errors;
  }
}
