package dev.sluice.simulation;

import dev.sluice.simulation.SimulationOutcome.End;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** What many runs have in common. */
public final class SimulationSummary {
  private final List<SimulationOutcome> outcomes;

  /** Of at least one run. */
  public SimulationSummary(Collection<SimulationOutcome> outcomes) {
    if (outcomes.isEmpty()) {
      throw new IllegalArgumentException("runs=0: want at least one");
    }
    this.outcomes = List.copyOf(outcomes);
  }

  /**
   * A value that a share of the runs does not exceed.
   *
   * @param p10 that of one in ten
   * @param p50 of half
   * @param p90 of nine in ten
   */
  public record Quantiles(double p10, double p50, double p90) {}

  /** All of them, in the order in which they were given. */
  public List<SimulationOutcome> outcomes() {
    return outcomes;
  }

  /** How many ended so. */
  public int count(End end) {
    return (int) outcomes.stream().filter(outcome -> outcome.end() == end).count();
  }

  /** How many ended so for each reason. */
  public Map<String, Integer> reasons(End end) {
    Map<String, Integer> reasons = new TreeMap<>();
    outcomes.stream()
        .filter(outcome -> outcome.end() == end)
        .forEach(outcome -> reasons.merge(outcome.reason(), 1, Integer::sum));
    return reasons;
  }

  /** Of all runs. */
  public Quantiles quantiles(ToDoubleFunction<SimulationOutcome> value) {
    return quantiles(outcomes, value);
  }

  /** Of the runs that ended so, at least one. */
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
