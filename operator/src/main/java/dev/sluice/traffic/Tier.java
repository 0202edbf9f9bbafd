package dev.sluice.traffic;

/**
 * The order of the objects that Sluice owns: written from the first to the last, removed from the
 * last to the first, with the propagation time between them.
 */
public enum Tier {
  /** Policies that hold with or without a route. */
  SECURITY,
  /** What routes refer to: a route to a subset that proxies do not know loses every request. */
  DESTINATIONS,
  /** What carries the requests. */
  ROUTES,
  /** What lasts no longer than one step. */
  STEP_EXTRAS
}
