package dev.sluice.comparison;

import static dev.sluice.comparison.TrafficRecording.SCRAPE_SECONDS;

import dev.sluice.analysis.Verdict;
import dev.sluice.comparison.RunEnd.RunOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** How one tool moves the weight of a release, at its own pace. */
interface Pace {
  String name();

  Walk walk(TrafficRecording recording);

  /** One release. */
  interface Walk {
    /** Of the canary in the seconds before the next scrape, 0 to 1. */
    double weight();

    /** What the newest scrape leads to. */
    RunOutcome after();
  }

  /** Flagger raises the weight whenever a check passes; the one at the last weight promotes. */
  record Flagger(String name, FlaggerRule rule, List<Double> weights) implements Pace {
    @Override
    public Walk walk(TrafficRecording recording) {
      FlaggerRule.FlaggerWatch watch = rule.watch(recording);
      return new Walk() {
        private int step;

        @Override
        public double weight() {
          return weights.get(step);
        }

        @Override
        public RunOutcome after() {
          if (watch.rollsBack()) {
            return RunOutcome.ROLLED_BACK;
          }
          step += watch.passed() ? 1 : 0;
          return step == weights.size() ? RunOutcome.PROMOTED : RunOutcome.GOING_ON;
        }
      };
    }
  }

  /** So long at each weight while a rule watches: Argo Rollouts, and Kayenta with one weight. */
  record Clock(String name, ToolRule rule, List<Double> weights, int stepMinutes) implements Pace {
    @Override
    public Walk walk(TrafficRecording recording) {
      ToolRule.Watch watch = rule.watch(recording);
      return new Walk() {
        @Override
        public double weight() {
          return weights.get(steps());
        }

        @Override
        public RunOutcome after() {
          if (watch.rollsBack()) {
            return RunOutcome.ROLLED_BACK;
          }
          return steps() == weights.size() ? RunOutcome.PROMOTED : RunOutcome.GOING_ON;
        }

        private int steps() {
          return recording.scrapes() * SCRAPE_SECONDS / (60 * stepMinutes);
        }
      };
    }
  }

  /**
   * Sluice advances when a version is proven fit for the next weight, a minute after a step at the
   * earliest.
   *
   * @param timeout seconds after which it advances unproven if nothing speaks against it
   */
  record VerifiedPace(
      String name, Judgement.JudgementFactory kind, List<Double> weights, OptionalDouble timeout)
      implements Pace {
    private static final int LEAST_SECONDS = 60;

    @Override
    public ProvenWalk walk(TrafficRecording recording) {
      return new ProvenWalk(this, recording);
    }
  }

  /** One release of Sluice's. */
  final class ProvenWalk implements Walk {
    private final VerifiedPace pace;
    private final TrafficRecording recording;
    private final Judgement judgement;
    private final List<Integer> steps = new ArrayList<>();

    private ProvenWalk(VerifiedPace pace, TrafficRecording recording) {
      this.pace = pace;
      this.recording = recording;
      this.judgement = pace.kind().begin(recording);
    }

    @Override
    public double weight() {
      return pace.weights().get(steps.size());
    }

    @Override
    public RunOutcome after() {
      boolean last = steps.size() == pace.weights().size() - 1;
      double next = last ? 1 : pace.weights().get(steps.size() + 1);
      Verdict.Result result = judgement.judge(OptionalDouble.of(next));
      int began = steps.isEmpty() ? 0 : steps.get(steps.size() - 1);
      int seconds = (recording.scrapes() - began) * SCRAPE_SECONDS;
      if (result == Verdict.Result.BAD) {
        return RunOutcome.ROLLED_BACK;
      }
      boolean timedOut = pace.timeout().isPresent() && seconds >= pace.timeout().getAsDouble();
      boolean advances =
          result == Verdict.Result.GOOD || (timedOut && result == Verdict.Result.UNPROVEN);
      if (seconds < VerifiedPace.LEAST_SECONDS || !advances) {
        return RunOutcome.GOING_ON;
      }
      steps.add(recording.scrapes());
      return last ? RunOutcome.PROMOTED : RunOutcome.GOING_ON;
    }

    /** The scrape that ended each step so far. */
    List<Integer> steps() {
      return steps;
    }
  }
}
