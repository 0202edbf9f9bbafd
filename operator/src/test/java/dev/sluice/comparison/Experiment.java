package dev.sluice.comparison;

import dev.sluice.comparison.Ending.Outcome;
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
  List<Endings> watch(World world, Schedule schedule, int scrapes, List<Rule> rules) {
    List<Ending[]> runs =
        all(run -> watch(new Recording(world, draws(world, run)), schedule, scrapes, rules));
    return IntStream.range(0, rules.size())
        .mapToObj(i -> new Endings(runs.stream().map(run -> run[i]).toList()))
        .toList();
  }

  private static Ending[] watch(
      Recording recording, Schedule schedule, int scrapes, List<Rule> rules) {
    List<Rule.Watch> watches = rules.stream().map(rule -> rule.watch(recording)).toList();
    Ending[] endings = new Ending[rules.size()];
    int open = rules.size();
    for (int k = 1; k <= scrapes && open > 0; k++) {
      recording.scrape(schedule.weight(k));
      for (int i = 0; i < endings.length; i++) {
        if (endings[i] == null && watches.get(i).condemns()) {
          endings[i] = ending(recording, Outcome.ROLLED_BACK, k, recording.excess());
          open--;
        }
      }
    }
    for (int i = 0; i < endings.length; i++) {
      if (endings[i] == null) {
        endings[i] = ending(recording, Outcome.GOING_ON, Ending.NEVER, recording.excess());
      }
    }
    return endings;
  }

  /** A tool moves the weight itself; excess counts the first hour, after a promotion too. */
  Endings go(World world, Pace pace, int scrapes) {
    return new Endings(all(run -> go(new Recording(world, draws(world, run)), pace, scrapes)));
  }

  private static Ending go(Recording recording, Pace pace, int scrapes) {
    Pace.Walk walk = pace.walk(recording);
    Outcome outcome = Outcome.GOING_ON;
    double excess = 0;
    while (outcome == Outcome.GOING_ON && recording.scrapes() < scrapes) {
      recording.scrape(walk.weight());
      outcome = walk.after();
      if (recording.scrapes() <= Schedule.HOUR) {
        excess = recording.excess();
      }
    }
    Ending ending =
        ending(
            recording,
            outcome,
            outcome == Outcome.GOING_ON ? Ending.NEVER : recording.scrapes(),
            excess);
    if (outcome != Outcome.PROMOTED) {
      return ending;
    }
    while (recording.scrapes() < Schedule.HOUR) {
      recording.scrape(1);
      excess = recording.excess();
    }
    return new Ending(outcome, ending.scrapes(), ending.canaryRequests(), excess);
  }

  /** What each run shows, in the order of the runs. */
  <T> List<T> all(IntFunction<T> run) {
    return IntStream.range(0, runs).parallel().mapToObj(run).toList();
  }

  Draws draws(World world, int run) {
    return new Draws(seed, world.name(), run);
  }

  private static Ending ending(Recording recording, Outcome outcome, int scrapes, double excess) {
    return new Ending(
        outcome, scrapes, recording.canary().requests(0, recording.scrapes()), excess);
  }
}
