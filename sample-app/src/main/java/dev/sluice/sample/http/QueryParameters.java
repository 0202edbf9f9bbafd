package dev.sluice.sample.http;

import dev.sluice.sample.domain.FieldError;
import dev.sluice.sample.domain.UserService;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;

/** Reads the query of a request, and keeps what is wrong with it, so that all is said at once. */
final class QueryParameters {

  private final Context ctx;
  private final List<FieldError> errors = new ArrayList<>();

  QueryParameters(Context ctx) {
    this.ctx = ctx;
  }

  /** The most entries of a page. */
  int limit() {
    return (int) whole("limit", UserService.DEFAULT_LIMIT, 1, UserService.MAX_LIMIT);
  }

  /** The id that those of a page are above. */
  long after() {
    return whole("after", 0, 0, Long.MAX_VALUE);
  }

  long whole(String name, long otherwise, long least, long most) {
    String text = ctx.queryParam(name);
    if (text == null) {
      return otherwise;
    }
    try {
      long value = Long.parseLong(text);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Reported below, in the same words as a number out of range.
    }
    refuse(name, "is \"" + text + "\": give a whole number from " + least + " to " + most);
    return otherwise;
  }

  void refuse(String name, String message) {
    errors.add(new FieldError(name, message));
  }

  /**
   * Ends the reading.
   *
   * @throws Problem.ProblemException with status 400 when any parameter was refused
   */
  void throwIfRefused() {
    if (!errors.isEmpty()) {
      throw new Problem.ProblemException(
          new Problem("Bad Request", 400, "The query has bad parameters.", errors));
    }
  }
}
