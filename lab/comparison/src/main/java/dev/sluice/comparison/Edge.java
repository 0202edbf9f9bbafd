package dev.sluice.comparison;

import dev.sluice.analysis.evidence.Counts;
import dev.sluice.analysis.evidence.Dispersion;
import dev.sluice.analysis.evidence.FitnessProcess;
import dev.sluice.analysis.evidence.FitnessState;
import dev.sluice.analysis.evidence.HalfPlane;
import dev.sluice.analysis.evidence.HarmProcess;
import dev.sluice.analysis.evidence.HarmState;
import dev.sluice.analysis.evidence.IntervalCounts;
import java.util.List;

/**
 * A canary that is exactly as bad as it must be proven not to be before the weight rises: where the
 * promise of the promotion test is weakest.
 */
record Edge(double weight, double next, int rate) {
  private static final double STABLE = 0.001;
  private static final double PROVEN = Math.log(20);

  static List<Edge> all() {
    return List.of(
        new Edge(0.01, 0.05, 100),
        new Edge(0.1, 0.2, 100),
        new Edge(0.5, 1, 100),
        new Edge(0.5, 1, 1000));
  }

  String name() {
    return "%.0f -> %.0f%%, %d/s".formatted(100 * weight, 100 * next, rate);
  }

  /** Share of the releases that are ever proven fit within an hour. */
  double passed(Experiment experiment) {
    double canary = new HalfPlane(1 + 0.1 / next, 0.001 / next).tolerance(STABLE);
    TrafficCase world = TrafficCase.of(name(), rate, STABLE, canary);
    return experiment
        .all(run -> passes(new TrafficRecording(world, experiment.draws(world, run))))
        .stream()
        .mapToInt(passes -> passes ? 1 : 0)
        .average()
        .orElse(Double.NaN);
  }

  private boolean passes(TrafficRecording recording) {
    List<Counts> history = recording.historicErrors();
    double phi = Dispersion.phi(history, Dispersion.ERRORS_CAP);
    HarmProcess aim = HarmProcess.errors(1.1, 0.0002, phi, TrafficRecording.SCRAPE_SECONDS);
    HarmState harm = aim.begin(Counts.sum(history));
    FitnessProcess gate = FitnessProcess.errors(next, phi);
    FitnessState fit = gate.begin();
    for (int k = 1; k <= Schedule.HOUR; k++) {
      recording.scrape(weight);
      IntervalCounts block =
          new IntervalCounts(
              recording.canary().errorCounts(k - 1, k), recording.stable().errorCounts(k - 1, k));
      fit = gate.next(fit, block, harm.baselineShare());
      harm = aim.next(harm, block, false);
      if (fit.logWealth() >= PROVEN) {
        return true;
      }
    }
    return false;
  }
}
