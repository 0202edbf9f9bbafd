package dev.sluice.comparison;

import static dev.sluice.comparison.TrafficRecording.SCRAPE_SECONDS;

import dev.sluice.analysis.Verdict;
import dev.sluice.analysis.evidence.Counts;
import dev.sluice.analysis.evidence.Dispersion;
import dev.sluice.analysis.evidence.FitnessProcess;
import dev.sluice.analysis.evidence.FitnessState;
import dev.sluice.analysis.evidence.HarmProcess;
import dev.sluice.analysis.evidence.HarmState;
import dev.sluice.analysis.evidence.IntervalCounts;
import java.util.OptionalDouble;

/**
 * Sluice's tests of errors with their usual settings, without what makes a {@link
 * dev.sluice.analysis.AnalysisEngine} of them: its sentences take many times as long as its
 * numbers. {@code SameEndingTest} holds both against each other.
 */
final class ErrorJudgement implements Judgement {
  private static final double ROLLBACK = Math.log(100);
  private static final double SUSPECT = Math.log(10);
  private static final double PROVEN = Math.log(20);

  private final TrafficRecording recording;
  private final double phi;
  private final HarmProcess harmTest;
  private HarmState harm;
  private FitnessState fit = FitnessProcess.errors(1, 1).begin();

  /**
   * @param phi how many requests one cause is thought to fail, at least 1
   */
  private ErrorJudgement(TrafficRecording recording, double phi) {
    this.recording = recording;
    this.phi = phi;
    this.harmTest = HarmProcess.errors(1.1, 0.0002, phi, SCRAPE_SECONDS);
    this.harm = harmTest.begin(Counts.sum(recording.historicErrors()));
  }

  /** As Sluice does it: how errors clump is learned from the half hour before the release. */
  static ErrorJudgement guarded(TrafficRecording recording) {
    return new ErrorJudgement(
        recording, Dispersion.phi(recording.historicErrors(), Dispersion.ERRORS_CAP));
  }

  /** As if every request failed for itself. */
  static ErrorJudgement unguarded(TrafficRecording recording) {
    return new ErrorJudgement(recording, 1);
  }

  @Override
  public Verdict.Result judge(OptionalDouble next) {
    int now = recording.scrapes();
    boolean changed = now > 1 && recording.weight(now) != recording.weight(now - 1);
    IntervalCounts block =
        new IntervalCounts(
            recording.canary().errorCounts(now - 1, now),
            recording.stable().errorCounts(now - 1, now));
    HarmState before = harm;
    harm = harmTest.next(before, block, changed);
    if (next.isPresent()) {
      FitnessProcess gate = FitnessProcess.errors(next.getAsDouble(), phi);
      fit = gate.next(changed ? gate.begin() : fit, block, before.baselineShare());
    }
    if (harm.logWealth() >= ROLLBACK) {
      return Verdict.Result.BAD;
    }
    if (harm.logWealth() >= SUSPECT) {
      return Verdict.Result.SUSPECT;
    }
    return fit.logWealth() >= PROVEN ? Verdict.Result.GOOD : Verdict.Result.UNPROVEN;
  }
}
