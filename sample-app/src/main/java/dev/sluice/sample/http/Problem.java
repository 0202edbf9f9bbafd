package dev.sluice.sample.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sluice.sample.domain.FieldError;
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
public record Problem(String title, int status, String detail, List<FieldError> errors) {

  static final String MEDIA_TYPE = "application/problem+json";

  Problem(String title, int status, String detail) {
    this(title, status, detail, List.of());
  }

  /** Ends a request with a problem. */
  public static final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public ProblemException(Problem problem) {
      // Part of normal work: no stack trace to fill in, at hundreds of requests a second.
      super(problem.detail(), null, false, false);
      this.problem = problem;
    }

    Problem problem() {
      return problem;
    }
  }
}
