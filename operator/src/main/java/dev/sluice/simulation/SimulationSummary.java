package dev.sluice.simulation;

import dev.sluice.simulation.SimulationOutcome.End;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** Counts and quantiles of many outcomes. */
public final class SimulationSummary {
  private final List<SimulationOutcome> outcomes;

  /** Summarizes at least one outcome. */
  public SimulationSummary(Collection<SimulationOutcome> outcomes) {
    if (outcomes.isEmpty()) {
      throw new IllegalArgumentException("runs=0: must be at least 1");
    }
    this.outcomes = List.copyOf(outcomes);
  }

  /**
   * Quantiles of a value over the runs.
   *
   * @param p10 not exceeded by 10% of the runs
   * @param p50 not exceeded by 50%
   * @param p90 not exceeded by 90%
   */
  public record Quantiles(double p10, double p50, double p90) {}

  /** All outcomes, in the given order. */
  public List<SimulationOutcome> outcomes() {
    return outcomes;
  }

  /** Number of runs with this end. */
  public int count(End end) {
    return (int) outcomes.stream().filter(outcome -> outcome.end() == end).count();
  }

  /** Number of runs with this end, by reason. */
  public Map<String, Integer> reasons(End end) {
    Map<String, Integer> reasons = new TreeMap<>();
    outcomes.stream()
        .filter(outcome -> outcome.end() == end)
        .forEach(outcome -> reasons.merge(outcome.reason(), 1, Integer::sum));
    return reasons;
  }

  /** Quantiles over all runs. */
  public Quantiles quantiles(ToDoubleFunction<SimulationOutcome> value) {
    return quantiles(outcomes, value);
  }

  /** Quantiles over the runs with this end, of which there is at least one. */
  public Quantiles quantiles(End end, ToDoubleFunction<SimulationOutcome> value) {
    return quantiles(outcomes.stream().filter(outcome -> outcome.end() == end).toList(), value);
  }

  private static Quantiles quantiles(
      List<SimulationOutcome> some, ToDoubleFunction<SimulationOutcome> value) {
    double[] sorted = some.stream().mapToDouble(value).sorted().toArray();
    return new Quantiles(at(sorted, 0.1), at(sorted, 0.5), at(sorted, 0.9));
  }

  private static double at(double[] sorted, double share) {
    int rank = (int) Math.ceil(share * sorted.length);
    return sorted[Math.max(0, rank - 1)];
  }
}
