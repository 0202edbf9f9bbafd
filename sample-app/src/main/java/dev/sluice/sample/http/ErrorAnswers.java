package dev.sluice.sample.http;

import dev.sluice.sample.domain.HashingBusy;
import dev.sluice.sample.domain.RefusedRequest;
import dev.sluice.sample.domain.StorageUnavailable;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionException;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns everything that goes wrong into a {@link Problem}, stamped like any other answer. */
public final class ErrorAnswers {

  /** The header that says which version answered. */
  public static final String VERSION_HEADER = "x-app-version";

  private static final String RETRY_SECONDS = "1";
  private static final String AWAY =
      "The database does not answer: send the request again later. A write may have happened.";
  private static final String BUSY = "Too many log in at once: send the request again later.";
  private static final Logger log = LoggerFactory.getLogger(ErrorAnswers.class);

  private ErrorAnswers() {}

  /** Errors of requests that reached a route, or were looking for one. */
  public static void register(RoutesConfig routes) {
    routes.exception(Problem.ProblemException.class, (e, ctx) -> answer(ctx, e.problem()));
    routes.exception(
        HttpResponseException.class,
        (e, ctx) -> {
          String allowed = e.getDetails().get("availableMethods");
          if (allowed != null) {
            ctx.header("Allow", allowed);
          }
          answer(
              ctx,
              new Problem(HttpStatus.getMessage(e.getStatus()), e.getStatus(), e.getMessage()));
        });
    routes.exception(RefusedRequest.class, (e, ctx) -> answer(ctx, problem(e)));
    routes.exception(HashingBusy.class, (e, ctx) -> later(ctx, BUSY));
    routes.exception(StorageUnavailable.class, (e, ctx) -> later(ctx, AWAY));
    routes.exception(
        Exception.class,
        (e, ctx) -> {
          Throwable cause =
              e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
          if (cause instanceof StorageUnavailable) {
            later(ctx, AWAY);
            return;
          }
          log.error("failed method={} path=\"{}\"", ctx.method(), ctx.path(), cause);
          answer(
              ctx,
              new Problem(
                  "Internal Server Error", 500, "The log of this replica says what went wrong."));
        });
  }

  /** Errors of requests that no route answered: refused before, or cut off by the end. */
  public static Request.Handler outsideRoutes(String version) {
    return new ErrorHandler() {
      @Override
      public boolean handle(Request request, Response response, Callback callback) {
        int status = response.getStatus();
        if (request.getAttribute(ERROR_EXCEPTION) instanceof HttpException refused) {
          status = refused.getCode();
          response.setStatus(status);
        }
        response.getHeaders().put(VERSION_HEADER, version);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problem.MEDIA_TYPE);
        String title = HttpStatus.getMessage(status);
        String detail =
            status < 500
                ? "The server could not read this request."
                : "The server failed, or ended before it could answer this request.";
        Problem problem = new Problem(title, status, detail);
        response.write(true, ByteBuffer.wrap(Json.write(problem)), callback);
        return true;
      }
    };
  }

  private static Problem problem(RefusedRequest refused) {
    int status =
        switch (refused.kind()) {
          case BAD_FIELDS -> 422;
          case NOT_FOUND -> 404;
          case CHANGED -> 412;
          case EMAIL_TAKEN -> 409;
        };
    String detail =
        refused.kind() == RefusedRequest.Kind.CHANGED
            ? refused.getMessage() + " Send it as If-Match."
            : refused.getMessage();
    return new Problem(HttpStatus.getMessage(status), status, detail, refused.errors());
  }

  private static void later(Context ctx, String detail) {
    // No line in the log for each: the database's watch says once that it is away.
    ctx.header(HttpHeader.RETRY_AFTER.asString(), RETRY_SECONDS);
    answer(ctx, new Problem("Service Unavailable", 503, detail));
  }

  private static void answer(Context ctx, Problem problem) {
    ctx.status(problem.status()).contentType(Problem.MEDIA_TYPE).result(Json.write(problem));
  }
}
