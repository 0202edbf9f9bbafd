package dev.sluice.sample.http;

import dev.sluice.sample.domain.EmailTaken;
import dev.sluice.sample.domain.FieldError;
import dev.sluice.sample.domain.StorageUnavailable;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.nio.ByteBuffer;
import java.util.List;
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
    routes.exception(EmailTaken.class, (e, ctx) -> answer(ctx, taken()));
    routes.exception(StorageUnavailable.class, (e, ctx) -> unavailable(ctx));
    routes.exception(
        Exception.class,
        (e, ctx) -> {
          Throwable cause =
              e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
          if (cause instanceof StorageUnavailable) {
            unavailable(ctx);
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

  private static Problem taken() {
    String message = "belongs to another user: give another address, or change that user";
    return new Problem(
        "Conflict",
        409,
        "The e-mail address belongs to another user.",
        List.of(new FieldError("email", message)));
  }

  private static void unavailable(Context ctx) {
    // No line in the log for each: the database's watch says once that it is away.
    ctx.header(HttpHeader.RETRY_AFTER.asString(), RETRY_SECONDS);
    answer(
        ctx,
        new Problem(
            "Service Unavailable",
            503,
            "The database does not answer: send the request again later. A write may have"
                + " happened."));
  }

  private static void answer(Context ctx, Problem problem) {
    ctx.status(problem.status()).contentType(Problem.MEDIA_TYPE).result(Json.write(problem));
  }
}
