package dev.sluice.comparison;

import static dev.sluice.comparison.Recording.SCRAPE_SECONDS;

import dev.sluice.analysis.Verdict;
import dev.sluice.comparison.Ending.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** How one tool moves the weight of a release, at its own pace. */
interface Pace {
  String name();

  Walk walk(Recording recording);

  /** One release. */
  interface Walk {
    /** Of the canary in the seconds before the next scrape, 0 to 1. */
    double weight();

    /** What the newest scrape leads to. */
    Outcome after();
  }

  /** Flagger raises the weight whenever a check passes; the one at the last weight promotes. */
  record Flagger(String name, FlaggerRule rule, List<Double> weights) implements Pace {
    @Override
    public Walk walk(Recording recording) {
      FlaggerRule.FlaggerWatch watch = rule.watch(recording);
      return new Walk() {
        private int step;

        @Override
        public double weight() {
          return weights.get(step);
        }

        @Override
        public Outcome after() {
          if (watch.condemns()) {
            return Outcome.ROLLED_BACK;
          }
          step += watch.passed() ? 1 : 0;
          return step == weights.size() ? Outcome.PROMOTED : Outcome.GOING_ON;
        }
      };
    }
  }

  /** So long at each weight while a rule watches: Argo Rollouts, and Kayenta with one weight. */
  record Clock(String name, Rule rule, List<Double> weights, int stepMinutes) implements Pace {
    @Override
    public Walk walk(Recording recording) {
      Rule.Watch watch = rule.watch(recording);
      return new Walk() {
        @Override
        public double weight() {
          return weights.get(steps());
        }

        @Override
        public Outcome after() {
          if (watch.condemns()) {
            return Outcome.ROLLED_BACK;
          }
          return steps() == weights.size() ? Outcome.PROMOTED : Outcome.GOING_ON;
        }

        private int steps() {
          return recording.scrapes() * SCRAPE_SECONDS / (60 * stepMinutes);
        }
      };
    }
  }

  /**
   * Sluice advances when a version is verified for the next weight, at the earliest a minute after
   * a step.
   *
   * @param timeout seconds after which it advances without proof, if there is no evidence of harm
   */
  record Proven(String name, Judgement.Kind kind, List<Double> weights, OptionalDouble timeout)
      implements Pace {
    private static final int LEAST_SECONDS = 60;

    @Override
    public ProvenWalk walk(Recording recording) {
      return new ProvenWalk(this, recording);
    }
  }

  /** One release of Sluice's. */
  final class ProvenWalk implements Walk {
    private final Proven pace;
    private final Recording recording;
    private final Judgement judgement;
    private final List<Integer> steps = new ArrayList<>();

    private ProvenWalk(Proven pace, Recording recording) {
      this.pace = pace;
      this.recording = recording;
      this.judgement = pace.kind().begin(recording);
    }

    @Override
    public double weight() {
      return pace.weights().get(steps.size());
    }

    @Override
    public Outcome after() {
      boolean last = steps.size() == pace.weights().size() - 1;
      double next = last ? 1 : pace.weights().get(steps.size() + 1);
      Verdict.Result result = judgement.judge(OptionalDouble.of(next));
      int began = steps.isEmpty() ? 0 : steps.get(steps.size() - 1);
      int seconds = (recording.scrapes() - began) * SCRAPE_SECONDS;
      if (result == Verdict.Result.BAD) {
        return Outcome.ROLLED_BACK;
      }
      boolean patient = pace.timeout().isEmpty() || seconds < pace.timeout().getAsDouble();
      boolean on = result == Verdict.Result.GOOD || (!patient && result == Verdict.Result.UNPROVEN);
      if (seconds < Proven.LEAST_SECONDS || !on) {
        return Outcome.GOING_ON;
      }
      steps.add(recording.scrapes());
      return last ? Outcome.PROMOTED : Outcome.GOING_ON;
    }

    /** The scrape that ended each step so far. */
    List<Integer> steps() {
      return steps;
    }
  }
}
