package dev.sluice.analysis;

import java.util.OptionalDouble;

/**
 * Where a trial stands while a step of the grid passes.
 *
 * @param weight share of the requests that the version on trial is meant to get, 0 to 1
 * @param next share that it is to be proven fit for, more than 0 to 1; empty where nothing is to be
 *     proven
 * @param candidate what people call the version on trial
 * @param baseline what people call the other version
 */
public record AnalysisContext(
    double weight, OptionalDouble next, String candidate, String baseline) {

  /** Whether no requests are left to compare with. */
  boolean alone() {
    return weight >= 1;
  }

  /** Whether this is the last chance to compare before the version gets all requests. */
  boolean lastComparison() {
    return next.isPresent() && next.getAsDouble() >= 1;
  }
}
