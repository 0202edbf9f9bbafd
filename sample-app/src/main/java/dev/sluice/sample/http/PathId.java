package dev.sluice.sample.http;

import dev.sluice.sample.domain.RefusedRequest;
import io.javalin.http.Context;

/** The {@code id} in the path of a request. */
final class PathId {

  private PathId() {}

  /**
   * Reads the id.
   *
   * @param noun what it is the id of, such as {@code user}
   * @throws RefusedRequest as for an id that does not exist, when it is not a number
   */
  static long of(Context ctx, String noun) {
    String text = ctx.pathParam("id");
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw RefusedRequest.notFound(noun, text);
    }
  }
}
