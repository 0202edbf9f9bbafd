package dev.sluice.analysis.evidence;

import java.util.List;

/**
 * Requests and failed requests of one version in one span of time, as whole numbers.
 *
 * @param requests answered requests, at least {@code errors}
 * @param errors requests that failed, or were slow, by the metric's own rule
 */
public record Counts(long requests, long errors) {
  public static final Counts NONE = new Counts(0, 0);

  public Counts {
    if (requests < 0 || errors < 0 || errors > requests) {
      throw new IllegalArgumentException(
          "errors=" + errors + " requests=" + requests + ": want 0 <= errors <= requests");
    }
  }

  public Counts plus(Counts other) {
    return new Counts(requests + other.requests, errors + other.errors);
  }

  public static Counts sum(List<Counts> all) {
    return all.stream().reduce(NONE, Counts::plus);
  }

  /** As people read it: {@code 12/240}. */
  @Override
  public String toString() {
    return errors + "/" + requests;
  }
}
