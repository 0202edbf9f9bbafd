package dev.sluice.metrics.prometheus;

import dev.sluice.analysis.Reporter;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** PromQL of the standard queries. Each one covers all the workloads that it is given. */
final class Queries {
  static final String REPORTER = "reporter";
  static final String NAMESPACE = "destination_workload_namespace";
  static final String WORKLOAD = "destination_workload";
  static final String CALLER = "source_workload";
  static final String CALLER_NAMESPACE = "source_workload_namespace";
  static final String CODE = "response_code";
  static final String GRPC = "grpc_response_status";
  static final String FLAGS = "response_flags";
  static final String SERVICE = "destination_service";
  static final String SERVICE_NAME = "destination_service_name";
  static final String SECURITY = "connection_security_policy";
  static final String BOUND = "le";
  static final String INFINITE = "+Inf";

  private static final String REQUESTS = "istio_requests_total";
  private static final String CONNECTIONS = "istio_tcp_connections_opened_total";
  private static final String DURATIONS = "istio_request_duration_milliseconds_bucket";
  private static final String PLACE = NAMESPACE + ", " + WORKLOAD;

  private static final String ANY = "=~\"source|destination|waypoint\"";

  private static final String CALLERS = "=~\"source|waypoint\"";

  /**
   * Failures for which a proxy of Istio names no workload, because it had chosen no pod: no healthy
   * endpoint, a limit of the connection pool, no connection, no subset. Callers that hang up and
   * faults that were asked for are not among them.
   */
  private static final String NO_POD =
      "%s=\"unknown\",%s=~\".*(UH|UO|UF|NC).*\"".formatted(WORKLOAD, FLAGS);

  private final long step;
  private final long known = SamplingGrid.LOOK_BACK.toSeconds();

  /** Within which every proxy is scraped once, in seconds. */
  private final long round;

  /** Label matchers that leave callers out; empty where all are counted. */
  private final String callers;

  /**
   * Queries on a grid.
   *
   * @param scrapeSeconds the longest scrape interval; not looked at if the grid's step is longer
   * @param leftOut names of the workloads whose requests are not counted
   */
  Queries(SamplingGrid grid, long scrapeSeconds, Set<String> leftOut) {
    step = grid.seconds();
    round = Math.max(step, scrapeSeconds);
    callers = leftOut.isEmpty() ? "" : ",%s!~\"%s\"".formatted(CALLER, oneOf(leftOut));
  }

  /**
   * Requests in the step before a point, by who reports them, workload, how they ended, how they
   * came, and the name of the service that they were sent to.
   */
  String requests(Collection<Destination> destinations) {
    return "sum by (%s, %s, %s, %s, %s, %s) (%s)"
        .formatted(
            REPORTER,
            PLACE,
            CODE,
            GRPC,
            SECURITY,
            SERVICE_NAME,
            increments(selector(REQUESTS, ANY + callers, destinations)));
  }

  /**
   * Requests to services in the step before a point that failed before a pod was chosen, by who
   * reports them, host of the service and Envoy's response flags.
   *
   * <p>By the host, which contains the namespace: older proxies write {@code unknown} into the
   * label for the namespace of a service where they have no peer.
   */
  String unattributed(Collection<Destination> services) {
    String series =
        "%s{%s%s%s,%s,%s=~\"(%s)[.](%s)[.]svc[.].+\"}"
            .formatted(
                REQUESTS,
                REPORTER,
                CALLERS,
                callers,
                NO_POD,
                SERVICE,
                oneOf(services.stream().map(Destination::name).toList()),
                oneOf(services.stream().map(Destination::namespace).toList()));
    return "sum by (%s, %s, %s) (%s)".formatted(REPORTER, SERVICE, FLAGS, increments(series));
  }

  /**
   * Requests in the step before a point, by who reports them, workload and bound of the histogram.
   *
   * @param bounds the only ones to return, beside the infinite one; absent for all
   */
  String durations(
      Reporter reporter, Collection<Destination> destinations, Optional<Set<String>> bounds) {
    String labels =
        "=\"%s\"%s%s"
            .formatted(reporter.label(), callers, bounds.map(Queries::oneOfBounds).orElse(""));
    return "sum by (%s, %s, %s) (%s)"
        .formatted(REPORTER, PLACE, BOUND, increments(selector(DURATIONS, labels, destinations)));
  }

  private static String oneOfBounds(Set<String> bounds) {
    Set<String> all = new TreeSet<>(bounds);
    all.add(INFINITE);
    return ",%s=~\"%s\"".formatted(BOUND, oneOf(all));
  }

  /**
   * The workloads that were counted in the ten minutes that ended two rounds of scrapes before a
   * point, by who reports them.
   *
   * <p>Two, because not all proxies are scraped in one instant: when one of them is known that
   * early, the counters of all others had their first scrape before the step began.
   */
  String known(Collection<Destination> destinations) {
    return "count by (%s, %s) (last_over_time(%s[%ds] offset %ds))"
        .formatted(
            REPORTER, PLACE, selector(REQUESTS, ANY + callers, destinations), known, 2 * round);
  }

  /**
   * Most samples that one series of a workload has in a span of {@code seconds}, by who reports
   * them; only series that are older than the span.
   */
  static String sampleCounts(Collection<Destination> destinations, long seconds) {
    String series = selector(REQUESTS, ANY, destinations);
    return "max by (%s, %s) (count_over_time(%s[%ds]) and (%s offset %ds))"
        .formatted(REPORTER, PLACE, series, seconds, series, seconds);
  }

  /** Series of any workload in the last {@code seconds}, by who reports them. */
  static String reporters(long seconds) {
    return "count by (%s) (last_over_time(%s[%ds]))".formatted(REPORTER, REQUESTS, seconds);
  }

  /**
   * Requests and TCP connections of the last {@code seconds} that came without mutual TLS, or of
   * which that is not known, by workload, caller and how they came. Only the pods' own proxies know
   * how a request came.
   */
  static String plaintext(Collection<Destination> destinations, long seconds) {
    String received = "=\"destination\",%s!=\"mutual_tls\"".formatted(SECURITY);
    return "sum by (%s, %s, %s, %s) (%s or %s)"
        .formatted(
            PLACE,
            CALLER_NAMESPACE,
            CALLER,
            SECURITY,
            grown(selector(REQUESTS, received, destinations), seconds),
            grown(selector(CONNECTIONS, received, destinations), seconds));
  }

  /** Counters that grew; {@code increase()} would miss the first value of a new one. */
  private static String grown(String series, long seconds) {
    return "(increase(%s[%ds]) > 0) or ((%s unless %s offset %ds) > 0)"
        .formatted(series, seconds, series, series, seconds);
  }

  /**
   * What each counter grew by, as whole numbers: {@code increase()} would extrapolate and miss the
   * first value of a new counter.
   *
   * <p>A counter that fell (its process restarted) or that is new counts whole: those are the
   * series for which the left side of {@code or} is empty. The value before is the last one within
   * the look-back, so what a failed scrape left out comes with the next. It reaches further back
   * than {@link #known} looks, so that no counter of a known workload is taken for new.
   */
  private String increments(String series) {
    String now = "last_over_time(%s[%ds])".formatted(series, step);
    String before = "last_over_time(%s[%ds] offset %ds)".formatted(series, known + 2 * round, step);
    return "((%s - %s) >= 0) or %s".formatted(now, before, now);
  }

  private static String selector(
      String metric, String reporter, Collection<Destination> destinations) {
    return "%s{%s%s,%s=~\"%s\",%s=~\"%s\"}"
        .formatted(
            metric,
            REPORTER,
            reporter,
            NAMESPACE,
            oneOf(destinations.stream().map(Destination::namespace).toList()),
            WORKLOAD,
            oneOf(destinations.stream().map(Destination::name).toList()));
  }

  /**
   * Names of Kubernetes and numbers have two characters that a regular expression reads otherwise.
   */
  private static String oneOf(Collection<String> names) {
    return new TreeSet<>(names)
        .stream()
            .map(name -> name.replace(".", "\\\\.").replace("+", "\\\\+"))
            .collect(Collectors.joining("|"));
  }
}
