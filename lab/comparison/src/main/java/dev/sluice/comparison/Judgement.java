package dev.sluice.comparison;

import dev.sluice.analysis.Verdict;
import java.util.OptionalDouble;

/** Sluice's view of one release. */
interface Judgement {
  /**
   * Learns from the newest scrape; to be asked once after each.
   *
   * @param next weight that the canary is to be proven fit for, or empty
   */
  Verdict.Result judge(OptionalDouble next);

  /** How one is begun. */
  interface JudgementFactory {
    Judgement begin(TrafficRecording recording);

    /** Takes a release back on harm and does nothing else. */
    default ToolRule rule(String name) {
      return new ToolRule() {
        @Override
        public String name() {
          return name;
        }

        @Override
        public Watch watch(TrafficRecording recording) {
          Judgement judgement = begin(recording);
          return () -> judgement.judge(OptionalDouble.empty()) == Verdict.Result.BAD;
        }
      };
    }
  }
}
