package dev.sluice.comparison;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** How long a healthy canary needs to prove itself, by Sluice's whole judgement. */
final class Proof {
  private static final List<Integer> RATES = List.of(10, 30, 100, 300, 1000);
  private static final int SCRAPES = 24 * Schedule.HOUR;

  private Proof() {}

  static Table table(Experiment experiment, ProgressListener progress) {
    Pace.VerifiedPace pace = Rivals.usual();
    List<String> columns = new ArrayList<>(List.of("traffic"));
    for (int i = 0; i < pace.weights().size(); i++) {
      columns.add(
          "%.0f -> %.0f%%"
              .formatted(
                  100 * pace.weights().get(i),
                  100 * (i + 1 < pace.weights().size() ? pace.weights().get(i + 1) : 1)));
    }
    columns.addAll(List.of("in all", "rolled back, %"));
    List<List<String>> rows = new ArrayList<>();
    for (int rate : RATES) {
      progress.at(Topic.PROOF.key(), rows.size(), RATES.size(), rate + "/s");
      TrafficCase world =
          TrafficCase.of(rate + "/s", rate, 0.001, 0.001)
              .taking(t -> Speed.USUAL, t -> Speed.USUAL, 0);
      List<List<Integer>> ends =
          experiment.all(
              run -> steps(new TrafficRecording(world, experiment.draws(world, run)), pace));
      rows.add(row(world.name(), ends, pace.weights().size()));
    }
    return new Table(columns, rows);
  }

  /** The scrape at which each step ended; cut short by a rollback. */
  private static List<Integer> steps(TrafficRecording recording, Pace.VerifiedPace pace) {
    Pace.ProvenWalk walk = pace.walk(recording);
    RunEnd.RunOutcome outcome = RunEnd.RunOutcome.GOING_ON;
    while (outcome == RunEnd.RunOutcome.GOING_ON && recording.scrapes() < SCRAPES) {
      recording.scrape(walk.weight());
      outcome = walk.after();
    }
    return outcome == RunEnd.RunOutcome.ROLLED_BACK ? List.of() : walk.steps();
  }

  private static List<String> row(String name, List<List<Integer>> ends, int steps) {
    List<String> row = new ArrayList<>(List.of(name));
    IntStream.range(0, steps)
        .forEach(
            step ->
                row.add(
                    median(
                        ends.stream()
                            .filter(run -> run.size() > step)
                            .mapToInt(run -> run.get(step) - (step == 0 ? 0 : run.get(step - 1)))
                            .sorted()
                            .toArray())));
    row.add(
        median(
            ends.stream()
                .filter(run -> run.size() == steps)
                .mapToInt(run -> run.get(steps - 1))
                .sorted()
                .toArray()));
    long back = ends.stream().filter(List::isEmpty).count();
    row.add(String.format(Locale.ROOT, "%.1f", 100.0 * back / ends.size()));
    return row;
  }

  private static String median(int[] sorted) {
    return sorted.length == 0
        ? "-"
        : String.format(
            Locale.ROOT,
            "%.1f",
            sorted[sorted.length / 2] * TrafficRecording.SCRAPE_SECONDS / 60.0);
  }
}
