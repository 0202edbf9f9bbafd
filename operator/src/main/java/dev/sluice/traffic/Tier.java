package dev.sluice.traffic;

/**
 * The order of the objects that Sluice owns: written from the first to the last, removed from the
 * last to the first, with the propagation time between them.
 */
public enum Tier {
  /**
   * Who a caller is, and how many requests a pod accepts: policies that hold with or without a
   * route, as those of the next tier do.
   */
  SECURITY,
  /**
   * What a caller may do. Proxies that do not know the tier before know no caller, and refuse every
   * request.
   */
  AUTHORIZATION,
  /** What routes refer to: a route to a subset that proxies do not know loses every request. */
  DESTINATIONS,
  /** What carries the requests. */
  ROUTES,
  /** What lasts no longer than one step. */
  STEP_EXTRAS;

  /** Whether such objects are policies, which may outlast the release and carry no request. */
  public boolean isPolicy() {
    return compareTo(AUTHORIZATION) <= 0;
  }
}
