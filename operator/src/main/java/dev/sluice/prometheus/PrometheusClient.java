package dev.sluice.prometheus;

import dev.sluice.prometheus.Answer.Failure;
import dev.sluice.prometheus.Answer.Kind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Asks one Prometheus. Whatever goes wrong is an {@link Answer}, never an exception. */
public final class PrometheusClient {
  /** Longest an answer may take, body included. */
  public static final Duration TIMEOUT = Duration.ofSeconds(5);

  /** Largest body that is read, in bytes. */
  public static final int LARGEST_BODY = 16 * 1024 * 1024;

  private final URI range;
  private final Duration timeout;
  private final int largestBody;
  private final Consumer<Answer> told;
  private final HttpClient http;

  /**
   * A client with the usual limits.
   *
   * @param told of every answer
   */
  public PrometheusClient(URI base, Consumer<Answer> told) {
    this(base, TIMEOUT, LARGEST_BODY, told);
  }

  /**
   * A client with limits of its own.
   *
   * @param base the server's address, with a path where it is served below one
   * @throws IllegalArgumentException when the address is no http or https address
   */
  PrometheusClient(URI base, Duration timeout, int largestBody, Consumer<Answer> told) {
    if (base.getHost() == null
        || !("http".equals(base.getScheme()) || "https".equals(base.getScheme()))) {
      throw new IllegalArgumentException(
          "\"" + base + "\" is no address of a Prometheus; give one like http://prometheus:9090");
    }
    String text = base.toString();
    this.range = URI.create((text.endsWith("/") ? text : text + "/") + "api/v1/query_range");
    this.timeout = timeout;
    this.largestBody = largestBody;
    this.told = told;
    this.http =
        HttpClient.newBuilder()
            .connectTimeout(timeout)
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
  }

  /**
   * The values of {@code query} at {@code start}, every {@code step} after it, up to {@code end}.
   */
  public Answer range(String query, Instant start, Instant end, Duration step) {
    Answer answer = ask(query, start, end, step);
    told.accept(answer);
    return answer;
  }

  private Answer ask(String query, Instant start, Instant end, Duration step) {
    String form =
        "query="
            + URLEncoder.encode(query, StandardCharsets.UTF_8)
            + "&start="
            + start.getEpochSecond()
            + "&end="
            + end.getEpochSecond()
            + "&step="
            + step.toSeconds();
    HttpRequest request =
        HttpRequest.newBuilder(range)
            .timeout(timeout)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Accept", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build();
    CompletableFuture<HttpResponse<byte[]>> exchange =
        http.sendAsync(request, response -> new BoundedBody(largestBody));
    try {
      // The request's own timeout ends with the headers; this one covers the body too.
      return read(exchange.get(timeout.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      return timedOut();
    } catch (ExecutionException e) {
      return failure(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Failure(Kind.UNREACHABLE, "interrupted while Prometheus was asked");
    } finally {
      exchange.cancel(true);
    }
  }

  private Answer read(HttpResponse<byte[]> response) {
    int status = response.statusCode();
    if (status >= 300 && status < 400) {
      return new Failure(
          Kind.REDIRECTED,
          "Prometheus redirects (HTTP %d) to %s; set SLUICE_PROMETHEUS_URL to the server itself"
              .formatted(status, response.headers().firstValue("Location").orElse("nowhere")));
    }
    if (status != 200) {
      String why = AnswerReader.error(response.body());
      return new Failure(
          Kind.STATUS, "Prometheus answered HTTP " + status + (why.isEmpty() ? "" : ": " + why));
    }
    return AnswerReader.range(response.body());
  }

  private Failure failure(Throwable cause) {
    for (Throwable here = cause; here != null; here = here.getCause()) {
      if (here instanceof BoundedBody.TooLarge) {
        return new Failure(
            Kind.TOO_LARGE, "the answer of Prometheus is larger than " + largestBody + " bytes");
      }
    }
    if (cause instanceof HttpTimeoutException) {
      return timedOut();
    }
    String where = range.getHost() + (range.getPort() < 0 ? "" : ":" + range.getPort());
    if (cause instanceof ConnectException) {
      return new Failure(Kind.UNREACHABLE, "no connection to Prometheus at " + where);
    }
    String detail = cause instanceof IOException ? cause.getMessage() : String.valueOf(cause);
    return new Failure(
        Kind.UNREACHABLE, "the connection to Prometheus at " + where + " failed: " + detail);
  }

  private Failure timedOut() {
    return new Failure(
        Kind.TIMEOUT, "Prometheus did not answer within " + timeout.toMillis() + " ms");
  }
}
