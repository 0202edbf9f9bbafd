package dev.sluice.metrics.prometheus;

import dev.sluice.analysis.MissingData;
import dev.sluice.metrics.prometheus.QueryResult.Failure;
import dev.sluice.metrics.prometheus.tls.Credentials;
import dev.sluice.metrics.prometheus.tls.TlsHttpClients;
import dev.sluice.metrics.prometheus.tls.UnusableCredentialException;
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
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;

/** Client of one Prometheus. Every failure is a {@link QueryResult}, never an exception. */
public final class PrometheusClient {
  /** Limit for one response, body included. */
  public static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** Limit for the body of a response, in bytes. */
  public static final int MAX_BODY_BYTES = 16 * 1024 * 1024;

  /** Concurrent queries; Prometheus itself runs 20. */
  private static final int CONCURRENT_QUERIES = 8;

  private static final Duration IDLE_THREAD = Duration.ofSeconds(30);

  private final URI endpoint;
  private final Duration timeout;
  private final int maxBodyBytes;
  private final QueryListener listener;
  private final Credentials credentials;
  private final TlsHttpClients httpClients;
  private final ThreadPoolExecutor threads;

  /**
   * A client with the default limits.
   *
   * @param listener called with every result, by several threads
   */
  public PrometheusClient(URI base, Credentials credentials, QueryListener listener) {
    this(base, credentials, TIMEOUT, MAX_BODY_BYTES, listener);
  }

  /**
   * A client with other limits.
   *
   * @param base the server's address, with a path where it is served below one
   * @throws IllegalArgumentException if it is not an http or https address
   */
  public PrometheusClient(
      URI base,
      Credentials credentials,
      Duration timeout,
      int maxBodyBytes,
      QueryListener listener) {
    if (base.getHost() == null
        || !("http".equals(base.getScheme()) || "https".equals(base.getScheme()))) {
      throw new IllegalArgumentException(
          "\"" + base + "\" is not an address of a Prometheus; use e.g. http://prometheus:9090");
    }
    String text = base.toString();
    this.endpoint = URI.create((text.endsWith("/") ? text : text + "/") + "api/v1/query_range");
    this.timeout = timeout;
    this.maxBodyBytes = maxBodyBytes;
    this.listener = listener;
    this.credentials = credentials;
    this.httpClients = new TlsHttpClients(credentials, timeout);
    AtomicInteger number = new AtomicInteger();
    this.threads =
        new ThreadPoolExecutor(
            CONCURRENT_QUERIES,
            CONCURRENT_QUERIES,
            IDLE_THREAD.toSeconds(),
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
  public QueryResult query(RangeQuery query) {
    QueryResult result = send(query);
    listener.answered(result);
    return result;
  }

  /**
   * Several queries at a time; the results have the order of the queries. A query without a
   * response within twice the timeout is a failure.
   */
  List<QueryResult> queryAll(List<RangeQuery> queries) {
    List<QueryResult> results = new ArrayList<>();
    try {
      List<Future<QueryResult>> futures =
          threads.invokeAll(
              queries.stream().map(one -> (Callable<QueryResult>) () -> query(one)).toList(),
              2 * timeout.toMillis(),
              TimeUnit.MILLISECONDS);
      for (Future<QueryResult> future : futures) {
        results.add(future.isCancelled() ? timedOut(2 * timeout.toMillis()) : future.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Collections.nCopies(queries.size(), interrupted());
    } catch (ExecutionException e) {
      throw new IllegalStateException("a result is never an exception", e.getCause());
    }
    return results;
  }

  private QueryResult send(RangeQuery query) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(endpoint)
            .timeout(timeout)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Accept", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(form(query)));
    HttpClient http;
    try {
      http = httpClients.client();
      credentials.authorization().ifPresent(value -> request.header("Authorization", value));
    } catch (UnusableCredentialException e) {
      return new Failure(
          new MissingData.UnusableCredentials(e.setting(), e.path().toString(), e.detail()));
    }
    CompletableFuture<HttpResponse<byte[]>> exchange =
        http.sendAsync(request.build(), response -> new BoundedBody(maxBodyBytes));
    try {
      // The request's own timeout ends with the headers; this one covers the body too.
      long sent = System.nanoTime();
      HttpResponse<byte[]> response = exchange.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      Duration took = Duration.ofNanos(System.nanoTime() - sent);
      date(response).ifPresent(date -> listener.dated(date, took));
      return read(response);
    } catch (TimeoutException e) {
      return timedOut(timeout.toMillis());
    } catch (ExecutionException e) {
      return failure(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return interrupted();
    } finally {
      exchange.cancel(true);
    }
  }

  private static Optional<Instant> date(HttpResponse<?> response) {
    try {
      return response
          .headers()
          .firstValue("Date")
          .map(text -> Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text)));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static String form(RangeQuery query) {
    return "query=%s&start=%d&end=%d&step=%d"
        .formatted(
            URLEncoder.encode(query.promQl(), StandardCharsets.UTF_8),
            query.range().first(),
            query.range().last(),
            query.stepSeconds());
  }

  private QueryResult read(HttpResponse<byte[]> response) {
    int status = response.statusCode();
    if (status >= 300 && status < 400) {
      return new Failure(
          new MissingData.Redirected(status, response.headers().firstValue("Location").orElse("")));
    }
    if (status == 401 || status == 403) {
      return new Failure(new MissingData.Unauthorized(status, credentials.identifyClient()));
    }
    if (status != 200) {
      return new Failure(
          new MissingData.HttpError(status, QueryResponseParser.error(response.body())));
    }
    return QueryResponseParser.range(response.body());
  }

  private Failure failure(Throwable cause) {
    for (Throwable here = cause; here != null; here = here.getCause()) {
      if (here instanceof BoundedBody.BodyTooLargeException) {
        return new Failure(new MissingData.TooLarge(maxBodyBytes));
      }
    }
    if (cause instanceof HttpTimeoutException) {
      return timedOut(timeout.toMillis());
    }
    if (cause instanceof SSLException) {
      return new Failure(new MissingData.TlsFailed(address(), cause.getMessage()));
    }
    return unreachable(detail(cause));
  }

  private static String detail(Throwable cause) {
    if (cause instanceof ConnectException) {
      // The client hides the cause: refused, no route and an unknown host look alike.
      return cause.getMessage() == null ? "no connection" : cause.getMessage();
    }
    return cause instanceof IOException ? cause.getMessage() : String.valueOf(cause);
  }

  private String address() {
    return endpoint.getHost() + (endpoint.getPort() < 0 ? "" : ":" + endpoint.getPort());
  }

  private Failure unreachable(String detail) {
    return new Failure(new MissingData.Unreachable(address(), detail));
  }

  private Failure interrupted() {
    return unreachable("interrupted");
  }

  private static Failure timedOut(long limitMillis) {
    return new Failure(new MissingData.TimedOut(limitMillis));
  }
}
