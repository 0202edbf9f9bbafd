package dev.sluice.sample;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * The body of every answer that is an error, as {@code application/problem+json} (RFC 9457).
 *
 * @param title the status in words
 * @param status the HTTP status code
 * @param detail what was wrong with this request and what to do
 * @param errors the fields or parameters at fault, absent when there are none
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record Problem(String title, int status, String detail, List<FieldError> errors) {

  static final String MEDIA_TYPE = "application/problem+json";

  Problem(String title, int status, String detail) {
    this(title, status, detail, List.of());
  }

  /** One field of the body, or one parameter, with what is wrong and the remedy. */
  record FieldError(String field, String message) {}

  /** Ends a request with a problem. */
  static final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    ProblemException(Problem problem) {
      // Part of normal work: no stack trace to fill in, at hundreds of requests a second.
      super(problem.detail(), null, false, false);
      this.problem = problem;
    }

    Problem problem() {
      return problem;
    }
  }
}
