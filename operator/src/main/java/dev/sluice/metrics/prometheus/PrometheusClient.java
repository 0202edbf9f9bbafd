package dev.sluice.metrics.prometheus;

import dev.sluice.metrics.prometheus.QueryResult.Failure;
import dev.sluice.metrics.prometheus.QueryResult.Kind;
import dev.sluice.metrics.prometheus.tls.CredentialFile;
import dev.sluice.metrics.prometheus.tls.Credentials;
import dev.sluice.metrics.prometheus.tls.TlsHttpClients;
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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;

/** Asks one Prometheus. Whatever goes wrong is an {@link QueryResult}, never an exception. */
public final class PrometheusClient {
  /** Longest an answer may take, body included. */
  public static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** Largest body that is read, in bytes. */
  public static final int LARGEST_BODY = 16 * 1024 * 1024;

  /** Queries at one time; Prometheus itself works on twenty. */
  private static final int AT_ONCE = 8;

  private static final Duration IDLE = Duration.ofSeconds(30);

  private final URI range;
  private final Duration timeout;
  private final int largestBody;
  private final Consumer<QueryResult> told;
  private final Credentials credentials;
  private final TlsHttpClients connections;
  private final ThreadPoolExecutor threads;

  /**
   * One range query.
   *
   * @param step seconds from one value to the next
   */
  public record Ask(String query, TimeRange span, long step) {}

  /**
   * A client with the usual limits.
   *
   * @param told of every answer, by several threads
   */
  public PrometheusClient(URI base, Credentials credentials, Consumer<QueryResult> told) {
    this(base, credentials, TIMEOUT, LARGEST_BODY, told);
  }

  /**
   * A client with limits of its own.
   *
   * @param base the server's address, with a path where it is served below one
   * @throws IllegalArgumentException when the address is no http or https address
   */
  public PrometheusClient(
      URI base,
      Credentials credentials,
      Duration timeout,
      int largestBody,
      Consumer<QueryResult> told) {
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
    this.credentials = credentials;
    this.connections = new TlsHttpClients(credentials, timeout);
    AtomicInteger number = new AtomicInteger();
    this.threads =
        new ThreadPoolExecutor(
            AT_ONCE,
            AT_ONCE,
            IDLE.toSeconds(),
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "prometheus-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
  }

  /** The values of the query at the span's first point, every step after it, up to the last. */
  public QueryResult range(Ask ask) {
    QueryResult answer = answer(ask);
    told.accept(answer);
    return answer;
  }

  /**
   * Several at once, in the order of {@code asks}. What is not answered within twice the time that
   * one may take is a failure.
   */
  List<QueryResult> ranges(List<Ask> asks) {
    List<QueryResult> answers = new ArrayList<>();
    try {
      List<Future<QueryResult>> futures =
          threads.invokeAll(
              asks.stream().map(ask -> (Callable<QueryResult>) () -> range(ask)).toList(),
              2 * timeout.toMillis(),
              TimeUnit.MILLISECONDS);
      for (Future<QueryResult> future : futures) {
        answers.add(
            future.isCancelled()
                ? new Failure(Kind.TIMEOUT, "Prometheus took too long with other queries")
                : future.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Collections.nCopies(asks.size(), interrupted());
    } catch (ExecutionException e) {
      throw new IllegalStateException("an answer is never an exception", e.getCause());
    }
    return answers;
  }

  private QueryResult answer(Ask ask) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(range)
            .timeout(timeout)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Accept", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(form(ask)));
    HttpClient http;
    try {
      http = connections.client();
      credentials.authorization().ifPresent(value -> request.header("Authorization", value));
    } catch (CredentialFile.Unusable e) {
      return new Failure(Kind.CREDENTIALS, e.getMessage());
    }
    CompletableFuture<HttpResponse<byte[]>> exchange =
        http.sendAsync(request.build(), response -> new BoundedBody(largestBody));
    try {
      // The request's own timeout ends with the headers; this one covers the body too.
      return read(exchange.get(timeout.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      return timedOut();
    } catch (ExecutionException e) {
      return failure(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return interrupted();
    } finally {
      exchange.cancel(true);
    }
  }

  private static String form(Ask ask) {
    return "query=%s&start=%d&end=%d&step=%d"
        .formatted(
            URLEncoder.encode(ask.query(), StandardCharsets.UTF_8),
            ask.span().first(),
            ask.span().last(),
            ask.step());
  }

  private QueryResult read(HttpResponse<byte[]> response) {
    int status = response.statusCode();
    if (status >= 300 && status < 400) {
      return new Failure(
          Kind.REDIRECTED,
          "Prometheus redirects (HTTP %d) to %s; set SLUICE_PROMETHEUS_URL to the server itself"
              .formatted(status, response.headers().firstValue("Location").orElse("nowhere")));
    }
    if (status == 401 || status == 403) {
      return new Failure(
          Kind.REFUSED,
          credentials.shown()
              ? "Prometheus refuses the credentials (HTTP %d); renew them in the mounted Secret"
                  .formatted(status)
              : "Prometheus wants credentials (HTTP %d); mount a Secret with them and name its files"
                  .formatted(status));
    }
    if (status != 200) {
      String why = QueryResponseParser.error(response.body());
      return new Failure(
          Kind.STATUS, "Prometheus answered HTTP " + status + (why.isEmpty() ? "" : ": " + why));
    }
    return QueryResponseParser.range(response.body());
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
    if (cause instanceof SSLException) {
      return new Failure(
          Kind.UNREACHABLE,
          "no trusted connection to Prometheus at %s (%s); look at SLUICE_PROMETHEUS_CA_FILE and at the certificates of both sides"
              .formatted(where, cause.getMessage()));
    }
    String detail = cause instanceof IOException ? cause.getMessage() : String.valueOf(cause);
    return new Failure(
        Kind.UNREACHABLE, "the connection to Prometheus at " + where + " failed: " + detail);
  }

  private static Failure interrupted() {
    return new Failure(Kind.UNREACHABLE, "interrupted while Prometheus was asked");
  }

  private Failure timedOut() {
    return new Failure(
        Kind.TIMEOUT, "Prometheus did not answer within " + timeout.toMillis() + " ms");
  }
}
