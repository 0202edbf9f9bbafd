package dev.sluice.comparison;

import dev.sluice.analysis.Stakes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** How soon all four metrics together find a bad canary. */
final class Discovery {
  /** As it was while errors and latency were the only comparisons. */
  private static final Stakes OF_TWO = new Stakes(0.7, 0, 0, 0.3);

  private static final double WEIGHT = 0.1;

  private Discovery() {}

  /**
   * One release that was rolled back.
   *
   * @param phi size of bursts by which its evidence was divided
   */
  private record Found(long canaryRequests, int seconds, double phi) {}

  /** How many requests a canary gets that answers wrongly or never. */
  static Table unanswered(Experiment experiment, ProgressListener progress) {
    List<CallerCases.Unanswered> cases = CallerCases.unanswered();
    List<List<String>> rows = new ArrayList<>();
    for (CallerCases.Unanswered canary : cases) {
      progress.at(Topic.UNANSWERED.key(), rows.size(), cases.size(), canary.world().name());
      List<Found> found =
          experiment.all(
              run ->
                  find(
                      new TrafficRecording(canary.world(), experiment.draws(canary.world(), run)),
                      canary));
      rows.add(
          List.of(
              canary.world().name(),
              number("%.0f", found, Found::canaryRequests, 0.5),
              number("%.0f", found, Found::canaryRequests, 0.9),
              number("%.0f", found, Found::seconds, 0.5),
              number("%.0f", found, Found::seconds, 0.9),
              number("%.1f", found, Found::phi, 0.5),
              number("%.1f", found, one -> one.canaryRequests() / one.phi(), 0.5)));
    }
    return new Table(
        List.of(
            "canary",
            "requests, median",
            "90th percentile",
            "seconds, median",
            "90th percentile",
            "phi, median",
            "requests / phi, median"),
        rows);
  }

  private static Found find(TrafficRecording recording, CallerCases.Unanswered canary) {
    SluiceAnalysis analysis = new SluiceAnalysis(SluiceAnalysis.DEFAULTS, recording);
    double phi = analysis.phi(canary.metric());
    boolean found = false;
    while (!found && recording.scrapes() < TrafficCases.LONG) {
      recording.scrape(canary.weight());
      found = analysis.rollsBack();
    }
    if (!found) {
      throw new IllegalStateException(canary.world().name() + ": was never rolled back");
    }
    int scrapes = recording.scrapes();
    return new Found(
        recording.canary().requests(0, scrapes), scrapes * TrafficRecording.SCRAPE_SECONDS, phi);
  }

  private static String number(
      String format, List<Found> all, ToDoubleFunction<Found> value, double quantile) {
    double[] sorted = all.stream().mapToDouble(value).sorted().toArray();
    return String.format(Locale.ROOT, format, sorted[(int) (quantile * (sorted.length - 1))]);
  }

  /** What the other metrics cost the detection of failed requests. */
  static Table stakes(Experiment experiment, ProgressListener progress) {
    List<TrafficCase> worlds = CallerCases.failing();
    ToolRule ofFour =
        SluiceAnalysis.rule("errors 0.45 of four", Stakes.DEFAULT, SluiceAnalysis.DEFAULTS);
    ToolRule ofTwo =
        SluiceAnalysis.rule("errors 0.7 of two", OF_TWO, SluiceAnalysis.DEFAULTS.subList(0, 2));
    List<List<String>> rows = new ArrayList<>();
    for (TrafficCase world : worlds) {
      progress.at(Topic.STAKES.key(), rows.size(), worlds.size(), world.name());
      double[] seconds = seconds(experiment, world, ofFour, ofTwo);
      double beside = seconds(experiment, CallerCases.besideAbandoned(world), ofFour)[0];
      rows.add(
          List.of(
              world.name(),
              String.format(Locale.ROOT, "%.0f", seconds[0]),
              String.format(Locale.ROOT, "%.0f", seconds[1]),
              longer(seconds[0], seconds[1]),
              String.format(Locale.ROOT, "%.0f", beside),
              longer(beside, seconds[0])));
    }
    return new Table(
        List.of(
            "canary",
            ofFour.name(),
            ofTwo.name(),
            "longer, %",
            "of four, beside 3% abandoned",
            "longer, %"),
        rows);
  }

  /** Mean time of each rule on the same requests. */
  private static double[] seconds(Experiment experiment, TrafficCase world, ToolRule... rules) {
    return experiment
        .watch(world, Schedule.constant(WEIGHT), TrafficCases.LONG, Arrays.asList(rules))
        .stream()
        .mapToDouble(Discovery::meanSeconds)
        .toArray();
  }

  private static double meanSeconds(RunEnds ends) {
    return ends.all().stream().mapToInt(RunEnd::rolledBackSeconds).average().orElseThrow();
  }

  private static String longer(double seconds, double than) {
    return String.format(Locale.ROOT, "%.1f", 100 * (seconds / than - 1));
  }
}
