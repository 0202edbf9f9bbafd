package dev.sluice.api.v1alpha1;

import java.util.List;

/**
 * Values that hold where a field is absent. They are applied in code and not in the schema, so that
 * an object reads back as it was written and GitOps tools see no difference.
 */
public final class Defaults {
  /** Duration of a step below weight 100. */
  public static final String STEP_DURATION = "1m";

  /** Duration of the step at weight 100. */
  public static final String LAST_STEP_DURATION = "5m";

  public static final AnalysisMode ANALYSIS_MODE = AnalysisMode.Enforce;

  /** Probability that a canary as good as the comparisons allow is ever taken back. */
  public static final String FALSE_ROLLBACK_RATE = "1%";

  /** Name of the error rate that is judged when no metrics are given. */
  public static final String ERRORS_NAME = "errors";

  /** Name of the latency that is judged when no metrics are given. */
  public static final String LATENCY_NAME = "latency";

  /** How many more errors than the stable version's are allowed, as a share of them. */
  public static final String MAX_INCREASE = "10%";

  /** Errors that are allowed besides, as a share of requests. */
  public static final String IGNORE_BELOW = "0.02%";

  /** HTTP statuses that are errors. */
  public static final List<String> HTTP_ERRORS = List.of("5xx");

  /**
   * gRPC statuses that are errors: those by which a server owns up to a fault of its own. A
   * deadline is as short as its caller makes it, and slowness shows in the latency.
   */
  public static final List<GrpcStatus> GRPC_ERRORS =
      List.of(
          GrpcStatus.UNKNOWN, GrpcStatus.INTERNAL, GrpcStatus.UNAVAILABLE, GrpcStatus.DATA_LOSS);

  /** How much longer than with the stable version requests may take. */
  public static final String MAX_SLOWDOWN = "10%";

  /** Requests within this time are never slow. */
  public static final String LATENCY_IGNORE_BELOW = "25ms";

  /** Bad values of a query among the last {@link #OF} that are too many. */
  public static final int FAILURES = 3;

  /** Number of values of a query that are looked at. */
  public static final int OF = 5;

  /** Time without proof after which {@link #INCONCLUSIVE_ACTION} is taken. */
  public static final String INCONCLUSIVE_AFTER = "15m";

  public static final InconclusiveAction INCONCLUSIVE_ACTION = InconclusiveAction.Advance;

  /** Time without data from Prometheus after which {@link #NO_DATA_ACTION} is taken. */
  public static final String NO_DATA_AFTER = "30m";

  public static final NoDataAction NO_DATA_ACTION = NoDataAction.Hold;

  /** Time without enough requests after which {@link #NO_TRAFFIC_ACTION} is taken. */
  public static final String NO_TRAFFIC_AFTER = "30m";

  public static final NoTrafficAction NO_TRAFFIC_ACTION = NoTrafficAction.Hold;

  /** Time between a change and one that depends on it. */
  public static final String PROPAGATION = "2s";

  /** Time between the last request to pods and their end. */
  public static final String DRAIN = "30s";

  public static final RejectedTemplate REJECTED_TEMPLATE = RejectedTemplate.KeepPaused;

  public static final SecurityObjects SECURITY_OBJECTS = SecurityObjects.Keep;

  private Defaults() {}
}
