package dev.sluice.sample.http;

import io.javalin.http.Handler;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import jakarta.servlet.http.HttpServletRequest;
import org.eclipse.jetty.server.Handler.Wrapper;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Makes a span for each request to the API, as the child of the caller's (W3C Trace Context), with
 * the attributes of OpenTelemetry's semantic conventions for HTTP servers.
 */
public final class TracedRequests extends Wrapper {

  private static final String CONTEXT = TracedRequests.class.getName();

  private static final TextMapGetter<Request> HEADERS =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Request request) {
          return request.getHeaders().getFieldNamesCollection();
        }

        @Override
        public String get(Request request, String name) {
          return request == null ? null : request.getHeaders().get(name);
        }
      };

  private final OpenTelemetry telemetry;
  private final Tracer tracer;

  public TracedRequests(OpenTelemetry telemetry) {
    this.telemetry = telemetry;
    this.tracer = telemetry.getTracer("dev.sluice.sample");
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    String path = request.getHttpURI().getPath();
    // The kubelet and Prometheus ask every second.
    if (path == null || path.startsWith("/health") || path.equals("/metrics")) {
      return super.handle(request, response, callback);
    }
    Context caller =
        telemetry.getPropagators().getTextMapPropagator().extract(Context.root(), request, HEADERS);
    Span span =
        tracer
            .spanBuilder(request.getMethod())
            .setParent(caller)
            .setSpanKind(SpanKind.SERVER)
            .setAttribute("http.request.method", request.getMethod())
            .setAttribute("url.path", path)
            .setAttribute("url.scheme", "http")
            .startSpan();
    request.setAttribute(CONTEXT, caller.with(span));
    Request.addCompletionListener(request, failure -> span.end());
    return super.handle(request, response, callback);
  }

  /** The same handler with the span as the current one, on whatever thread it runs. */
  public static Handler within(Handler handler) {
    return ctx -> {
      if (ctx.req().getAttribute(CONTEXT) instanceof Context context) {
        try (Scope scope = context.makeCurrent()) {
          handler.handle(ctx);
        }
      } else {
        handler.handle(ctx);
      }
    };
  }

  /** Says in the span which route answered, and how. */
  public static void answered(HttpServletRequest request, String route, int status) {
    if (request.getAttribute(CONTEXT) instanceof Context context) {
      Span span = Span.fromContext(context);
      span.updateName(request.getMethod() + " " + route);
      span.setAttribute("http.route", route);
      span.setAttribute("http.response.status_code", status);
      if (status >= 500) {
        span.setStatus(StatusCode.ERROR);
      }
    }
  }
}
