package dev.sluice.api.v1alpha1;

/**
 * Values that hold where a field is absent. They are applied in code and not in the schema, so that
 * an object reads back as it was written and GitOps tools see no difference.
 */
public final class Defaults {
  /** Duration of a step below weight 100. */
  public static final String STEP_DURATION = "1m";

  /** Duration of the step at weight 100. */
  public static final String LAST_STEP_DURATION = "5m";

  /** Name of the metric that is judged when none is given; it is an error rate. */
  public static final String METRIC_NAME = "errors";

  /** Share of errors above which a canary is bad. */
  public static final String ERROR_RATE_MAX = "5%";

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
