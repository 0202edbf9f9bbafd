package dev.sluice.sample.http;

import dev.sluice.sample.config.Secret;
import io.javalin.http.Context;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;

/** What a request bears (RFC 6750): the admin token, or that of an account. */
final class BearerToken {

  private static final String BEARER = "Bearer ";

  private BearerToken() {}

  /** The token of the request, or empty. */
  static Optional<String> of(Context ctx) {
    String given = ctx.header(HttpHeader.AUTHORIZATION.asString());
    return given == null || !given.startsWith(BEARER)
        ? Optional.empty()
        : Optional.of(given.substring(BEARER.length()));
  }

  /**
   * Lets the request through if it bears the admin token.
   *
   * @throws Problem.ProblemException with status 401 if not, or where there is no admin token
   */
  static void requireAdmin(Context ctx, Secret token) {
    if (of(ctx).filter(token::matches).isEmpty()) {
      throw unauthorized(
          ctx,
          token.isSet()
              ? "Send the admin token: Authorization: Bearer TOKEN."
              : "This replica runs without an admin token: set ADMIN_TOKEN.");
    }
  }

  /** The end of a request without the right token. */
  static Problem.ProblemException unauthorized(Context ctx, String detail) {
    ctx.header(HttpHeader.WWW_AUTHENTICATE.asString(), "Bearer");
    return new Problem.ProblemException(new Problem("Unauthorized", 401, detail));
  }
}
