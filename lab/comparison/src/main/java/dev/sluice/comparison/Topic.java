package dev.sluice.comparison;

import static dev.sluice.comparison.RunEnd.RunOutcome.PROMOTED;
import static dev.sluice.comparison.RunEnd.RunOutcome.ROLLED_BACK;

import dev.sluice.analysis.Stakes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** The tables of the comparison. */
enum Topic {
  /** False rollbacks. */
  HEALTHY("healthy releases rolled back within an hour, %") {
    @Override
    Table table(Experiment experiment, ProgressListener progress) {
      return watched(
          experiment, progress, TrafficCases.healthy(), Rivals.errors(), Topic::rolledBack);
    }
  },
  /** Detection. */
  WORSE(
      "rolled back within an hour, % / median s / 90th percentile s / failed requests beyond the"
          + " stable version's share, mean") {
    @Override
    Table table(Experiment experiment, ProgressListener progress) {
      return watched(experiment, progress, TrafficCases.worse(), Rivals.errors(), Topic::detection);
    }
  },
  /** What is not the canary's fault. */
  TROUBLE("releases rolled back for no fault of the canary's, %") {
    @Override
    Table table(Experiment experiment, ProgressListener progress) {
      return watched(
          experiment,
          progress,
          TrafficCases.trouble(),
          Rivals.errorsAndUnguarded(),
          Topic::rolledBack);
    }
  },
  /** The canary turns bad at minute 30. */
  LATE("rolled back after the canary turned bad, % / median s since then") {
    @Override
    Table table(Experiment experiment, ProgressListener progress) {
      return watched(experiment, progress, TrafficCases.lateOnset(), Rivals.errors(), Topic::late);
    }
  },
  /** Each tool moves the weight as it does. */
  PACE(
      "rolled back, % / promoted, % / median s to the one that is more frequent / failed requests"
          + " beyond the stable version's share in the first hour, mean") {
    @Override
    Table table(Experiment experiment, ProgressListener progress) {
      List<Pace> paces = Rivals.paces();
      return rows(
          progress,
          TrafficCases.ownPace(),
          paces.stream().map(Pace::name).toList(),
          world -> paces.stream().map(p -> pace(experiment.go(world, p, SIX_HOURS))).toList());
    }
  },
  /** Durations. */
  LATENCY("rolled back within an hour, % / median s / 90th percentile s") {
    @Override
    Table table(Experiment experiment, ProgressListener progress) {
      return watched(experiment, progress, TrafficCases.latency(), Rivals.latency(), Topic::times);
    }
  },
  /** How long harm takes to be seen at one weight. */
  WEIGHTS("seconds until Sluice rolls the canary back, median (90th percentile)") {
    @Override
    Table table(Experiment experiment, ProgressListener progress) {
      List<List<String>> rows = new ArrayList<>();
      for (TrafficCases.AtWeight at : TrafficCases.weights()) {
        progress.at(key(), rows.size(), TrafficCases.weights().size(), at.name());
        List<String> row = new ArrayList<>(List.of(at.name()));
        for (int rate : TrafficCases.RATES) {
          RunEnds endings =
              experiment
                  .watch(
                      at.world(rate),
                      Schedule.constant(at.weight()),
                      TrafficCases.LONG,
                      List.of(Rivals.sluice()))
                  .get(0);
          row.add(
              "%s (%s)"
                  .formatted(
                      number(endings.seconds(ROLLED_BACK, 0.5)),
                      number(endings.seconds(ROLLED_BACK, 0.9))));
        }
        rows.add(row);
      }
      return new Table(List.of("canary, weight", "10/s", "100/s", "1000/s"), rows);
    }
  },
  /** How long proof takes with the usual policy. */
  PROOF(
      "minutes that each step of a healthy canary takes, median; 0.1% errors on both versions,"
          + " same latency") {
    @Override
    Table table(Experiment experiment, ProgressListener progress) {
      return Proof.table(experiment, progress);
    }
  },
  /** What callers do, and what strikes both versions, with all four metrics. */
  CALLERS("healthy releases that all four metrics roll back within an hour, %") {
    @Override
    Table table(Experiment experiment, ProgressListener progress) {
      ToolRule rule = SluiceAnalysis.rule(Rivals.SLUICE, Stakes.DEFAULT, SluiceAnalysis.DEFAULTS);
      List<List<String>> rows = new ArrayList<>();
      for (CallerCases.BesideCallers healthy : CallerCases.healthy()) {
        String name = healthy.world().name();
        progress.at(key(), rows.size(), CallerCases.healthy().size(), name);
        RunEnds endings =
            experiment
                .watch(healthy.world(), healthy.schedule(), Schedule.HOUR, List.of(rule))
                .get(0);
        rows.add(
            List.of(name, String.format(Locale.ROOT, "%.2f", 100 * endings.share(ROLLED_BACK))));
      }
      return new Table(List.of("case", rule.name()), rows);
    }
  },
  /** Canaries that answer wrongly or never. */
  UNANSWERED("what a canary gets until all four metrics roll it back") {
    @Override
    Table table(Experiment experiment, ProgressListener progress) {
      return Discovery.unanswered(experiment, progress);
    }
  },
  /** What the metrics cost each other. */
  STAKES("seconds until a canary at 10% is rolled back, mean") {
    @Override
    Table table(Experiment experiment, ProgressListener progress) {
      return Discovery.stakes(experiment, progress);
    }
  },
  /** A canary exactly as bad as may not be promoted. */
  EDGE("canaries exactly on the edge that pass within an hour, %; 5 are allowed") {
    @Override
    Table table(Experiment experiment, ProgressListener progress) {
      List<List<String>> rows = new ArrayList<>();
      for (Edge edge : Edge.all()) {
        progress.at(key(), rows.size(), Edge.all().size(), edge.name());
        rows.add(List.of(edge.name(), percent(edge.passed(experiment))));
      }
      return new Table(List.of("step", "passed"), rows);
    }
  };

  private static final int SIX_HOURS = 6 * Schedule.HOUR;

  private final String meaning;

  Topic(String meaning) {
    this.meaning = meaning;
  }

  abstract Table table(Experiment experiment, ProgressListener progress);

  /** How it is called on the command line. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What the cells of the table are. */
  String meaning() {
    return meaning;
  }

  Table watched(
      Experiment experiment,
      ProgressListener progress,
      List<TrafficCase> worlds,
      List<ToolRule> rules,
      Function<RunEnds, String> cell) {
    return rows(
        progress,
        worlds,
        rules.stream().map(ToolRule::name).toList(),
        world ->
            experiment.watch(world, Schedule.COMMON, Schedule.HOUR, rules).stream()
                .map(cell)
                .toList());
  }

  Table rows(
      ProgressListener progress,
      List<TrafficCase> worlds,
      List<String> names,
      Function<TrafficCase, List<String>> cells) {
    List<String> columns = new ArrayList<>(List.of("case"));
    columns.addAll(names);
    List<List<String>> rows = new ArrayList<>();
    for (TrafficCase world : worlds) {
      progress.at(key(), rows.size(), worlds.size(), world.name());
      List<String> row = new ArrayList<>(List.of(world.name()));
      row.addAll(cells.apply(world));
      rows.add(row);
    }
    return new Table(columns, rows);
  }

  private static String rolledBack(RunEnds endings) {
    return percent(endings.share(ROLLED_BACK));
  }

  private static String detection(RunEnds endings) {
    return times(endings) + " / " + number(endings.meanExcess());
  }

  private static String times(RunEnds endings) {
    return "%s / %s / %s"
        .formatted(
            percent(endings.share(ROLLED_BACK)),
            number(endings.seconds(ROLLED_BACK, 0.5)),
            number(endings.seconds(ROLLED_BACK, 0.9)));
  }

  private static String late(RunEnds endings) {
    RunEnds after = endings.after(TrafficCases.ONSET);
    return "%s / %s"
        .formatted(
            percent((double) after.count(ROLLED_BACK) / endings.runs()),
            number(after.seconds(ROLLED_BACK, 0.5) - TrafficCases.ONSET));
  }

  private static String pace(RunEnds endings) {
    RunEnd.RunOutcome usual =
        endings.count(ROLLED_BACK) > endings.count(PROMOTED) ? ROLLED_BACK : PROMOTED;
    return "%s / %s / %s / %s"
        .formatted(
            percent(endings.share(ROLLED_BACK)),
            percent(endings.share(PROMOTED)),
            number(endings.seconds(usual, 0.5)),
            number(endings.meanExcess()));
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f", 100 * share);
  }

  private static String number(double value) {
    // A mean of -0.3 is no "-0".
    return Double.isNaN(value) ? "-" : Long.toString(Math.round(value));
  }
}
