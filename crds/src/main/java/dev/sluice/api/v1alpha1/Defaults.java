package dev.sluice.api.v1alpha1;

import java.util.List;

/**
 * Default values of absent fields. They are applied in code, not in the schema, so that an object
 * reads back as it was written and GitOps tools see no difference.
 */
public final class Defaults {
  /** Duration of a step below weight 100. */
  public static final String STEP_DURATION = "1m";

  /** Duration of the step at weight 100. */
  public static final String LAST_STEP_DURATION = "5m";

  public static final AnalysisMode ANALYSIS_MODE = AnalysisMode.Enforce;

  /** Highest probability that a canary within the allowed limits is rolled back. */
  public static final String FALSE_ROLLBACK_RATE = "1%";

  /** Name of the error rate that is analyzed if no metrics are given. */
  public static final String ERRORS_NAME = "errors";

  /** Name of the latency that is analyzed if no metrics are given. */
  public static final String LATENCY_NAME = "latency";

  /** Name of the rate of client errors that is analyzed if no metrics are given. */
  public static final String CLIENT_ERRORS_NAME = "client-errors";

  /** Name of the rate of abandoned requests that is analyzed if no metrics are given. */
  public static final String ABANDONED_NAME = "abandoned";

  /** Allowed increase of the error rate, relative to the stable version. */
  public static final String MAX_INCREASE = "10%";

  /** Additional share of failed requests that is tolerated. */
  public static final String IGNORE_BELOW = "0.02%";

  /** Additional share of client errors that is tolerated: callers make some on any version. */
  public static final String CLIENT_ERRORS_IGNORE_BELOW = "1%";

  /** Additional share of abandoned requests that is tolerated. */
  public static final String ABANDONED_IGNORE_BELOW = "0.5%";

  /** HTTP status codes that count as client errors, but for 408 and 429. */
  public static final List<String> HTTP_CLIENT_ERRORS = List.of("4xx");

  /** gRPC status codes that count as client errors. */
  public static final List<GrpcStatus> GRPC_CLIENT_ERRORS =
      List.of(
          GrpcStatus.INVALID_ARGUMENT,
          GrpcStatus.NOT_FOUND,
          GrpcStatus.ALREADY_EXISTS,
          GrpcStatus.PERMISSION_DENIED,
          GrpcStatus.UNAUTHENTICATED,
          GrpcStatus.FAILED_PRECONDITION,
          GrpcStatus.OUT_OF_RANGE,
          GrpcStatus.UNIMPLEMENTED);

  /** HTTP status codes that count as errors. */
  public static final List<String> HTTP_ERRORS = List.of("5xx");

  /**
   * gRPC status codes that count as errors: those that indicate a fault of the server. A deadline
   * is chosen by the caller, and slowness shows in the latency.
   */
  public static final List<GrpcStatus> GRPC_ERRORS =
      List.of(
          GrpcStatus.UNKNOWN, GrpcStatus.INTERNAL, GrpcStatus.UNAVAILABLE, GrpcStatus.DATA_LOSS);

  /** Allowed increase of the latency, relative to the stable version. */
  public static final String MAX_SLOWDOWN = "10%";

  /** Requests within this duration never count as slow. */
  public static final String LATENCY_IGNORE_BELOW = "25ms";

  /** Number of out-of-bounds samples within {@link #WINDOW} that fails a query. */
  public static final int FAILURES = 3;

  /** Number of latest samples of a query that are considered. */
  public static final int WINDOW = 5;

  /** Timeout for conclusive evidence; then {@link #INCONCLUSIVE_ACTION} is taken. */
  public static final String INCONCLUSIVE_AFTER = "15m";

  public static final InconclusiveAction INCONCLUSIVE_ACTION = InconclusiveAction.Advance;

  /** Timeout for data from Prometheus; then {@link #NO_DATA_ACTION} is taken. */
  public static final String NO_DATA_AFTER = "30m";

  public static final NoDataAction NO_DATA_ACTION = NoDataAction.Hold;

  /** Timeout for enough requests; then {@link #NO_TRAFFIC_ACTION} is taken. */
  public static final String NO_TRAFFIC_AFTER = "30m";

  public static final NoTrafficAction NO_TRAFFIC_ACTION = NoTrafficAction.Hold;

  /** Time between a change and a dependent change. */
  public static final String PROPAGATION = "2s";

  /** Period of {@code traffic.rateLimit.requests}. */
  public static final String RATE_LIMIT_PER = "1s";

  /** Time between the last request to pods and their removal. */
  public static final String DRAIN = "30s";

  public static final BypassPolicy BYPASS = BypassPolicy.Reject;

  public static final RejectedTemplate REJECTED_TEMPLATE = RejectedTemplate.KeepPaused;

  public static final SecurityObjects SECURITY_OBJECTS = SecurityObjects.Keep;

  private Defaults() {}
}
