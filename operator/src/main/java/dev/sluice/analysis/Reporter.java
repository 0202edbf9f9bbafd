package dev.sluice.analysis;

import java.util.Locale;

/**
 * Whose proxies count the requests to a workload: the label {@code reporter} of Istio's metrics.
 */
public enum Reporter {
  /** The callers', which also see requests that reach no pod. */
  SOURCE,
  /** The workload's own, which count each attempt of a request that is tried again. */
  DESTINATION,
  /** The waypoint's in front of the workload. */
  WAYPOINT;

  /** The label's value. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
