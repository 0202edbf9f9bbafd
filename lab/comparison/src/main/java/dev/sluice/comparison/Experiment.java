package dev.sluice.comparison;

import dev.sluice.comparison.RunEnd.RunOutcome;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Many releases in one world. Runs are spread over all processors; what they show depends on the
 * seed, the world's name and the number of the run alone.
 *
 * @param runs releases in each world
 */
record Experiment(long seed, int runs) {

  /**
   * All rules watch the same requests.
   *
   * @param scrapes after which a release that no rule rolled back is over
   * @return one for each rule, in order
   */
  List<RunEnds> watch(TrafficCase world, Schedule schedule, int scrapes, List<ToolRule> rules) {
    List<RunEnd[]> runs =
        all(run -> watch(new TrafficRecording(world, draws(world, run)), schedule, scrapes, rules));
    return IntStream.range(0, rules.size())
        .mapToObj(i -> new RunEnds(runs.stream().map(run -> run[i]).toList()))
        .toList();
  }

  private static RunEnd[] watch(
      TrafficRecording recording, Schedule schedule, int scrapes, List<ToolRule> rules) {
    List<ToolRule.Watch> watches = rules.stream().map(rule -> rule.watch(recording)).toList();
    RunEnd[] endings = new RunEnd[rules.size()];
    int open = rules.size();
    for (int k = 1; k <= scrapes && open > 0; k++) {
      recording.scrape(schedule.weight(k));
      for (int i = 0; i < endings.length; i++) {
        if (endings[i] == null && watches.get(i).rollsBack()) {
          endings[i] = ending(recording, RunOutcome.ROLLED_BACK, k, recording.excess());
          open--;
        }
      }
    }
    for (int i = 0; i < endings.length; i++) {
      if (endings[i] == null) {
        endings[i] = ending(recording, RunOutcome.GOING_ON, RunEnd.NEVER, recording.excess());
      }
    }
    return endings;
  }

  /** A tool moves the weight itself; excess counts the first hour, after a promotion too. */
  RunEnds go(TrafficCase world, Pace pace, int scrapes) {
    return new RunEnds(
        all(run -> go(new TrafficRecording(world, draws(world, run)), pace, scrapes)));
  }

  private static RunEnd go(TrafficRecording recording, Pace pace, int scrapes) {
    Pace.Walk walk = pace.walk(recording);
    RunOutcome outcome = RunOutcome.GOING_ON;
    double excess = 0;
    while (outcome == RunOutcome.GOING_ON && recording.scrapes() < scrapes) {
      recording.scrape(walk.weight());
      outcome = walk.after();
      if (recording.scrapes() <= Schedule.HOUR) {
        excess = recording.excess();
      }
    }
    RunEnd ending =
        ending(
            recording,
            outcome,
            outcome == RunOutcome.GOING_ON ? RunEnd.NEVER : recording.scrapes(),
            excess);
    if (outcome != RunOutcome.PROMOTED) {
      return ending;
    }
    while (recording.scrapes() < Schedule.HOUR) {
      recording.scrape(1);
      excess = recording.excess();
    }
    return new RunEnd(outcome, ending.scrapes(), ending.canaryRequests(), excess);
  }

  /** What each run shows, in the order of the runs. */
  <T> List<T> all(IntFunction<T> run) {
    return IntStream.range(0, runs).parallel().mapToObj(run).toList();
  }

  RequestDraws draws(TrafficCase world, int run) {
    return new RequestDraws(seed, world.name(), run);
  }

  private static RunEnd ending(
      TrafficRecording recording, RunOutcome outcome, int scrapes, double excess) {
    return new RunEnd(
        outcome, scrapes, recording.canary().requests(0, recording.scrapes()), excess);
  }
}
