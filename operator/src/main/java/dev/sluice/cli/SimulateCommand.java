package dev.sluice.cli;

import dev.sluice.cli.lint.Linter;
import dev.sluice.simulation.Simulation;
import dev.sluice.simulation.SimulationOutcome;
import dev.sluice.simulation.SimulationScenario;
import dev.sluice.simulation.SimulationSummary;
import dev.sluice.simulation.VersionBehavior;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tries a policy on made-up users, many times. */
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Releases a made-up version by the policy in FILE, many times, on a virtual clock.",
      "The operator's own code decides; only the cluster, the users and Prometheus are made up: requests come at random times, pods are ready at once, and the user's own queries are taken to be within their limits."
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:done", "1:the policy is refused, and was told why", "2:usage"})
final class SimulateCommand implements Callable<Integer> {
  private static final int REFUSED = 1;
  private static final int MOST_RUNS = 1_000_000;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "FILE",
      description = "YAML or JSON with a CanaryRelease; - is the standard input.")
  private String file;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "The CanaryRelease, where the file has several.")
  private String name;

  @Option(
      names = "--traffic",
      paramLabel = "RATE",
      defaultValue = "100/s",
      converter = OptionConverters.Rate.class,
      description =
          "Requests to both versions together, such as 100/s or 600/m. Default: ${DEFAULT-VALUE}.")
  private double traffic;

  @Option(
      names = "--stable",
      paramLabel = "PERCENT",
      defaultValue = "0.1%",
      converter = OptionConverters.Share.class,
      description = "Requests that the running version fails. Default: ${DEFAULT-VALUE}.")
  private double stable;

  @Option(
      names = "--canary",
      paramLabel = "PERCENT",
      converter = OptionConverters.Share.class,
      description = "Requests that the new version fails. Default: as the running one.")
  private Double canary;

  @Option(
      names = "--stable-latency",
      paramLabel = "TIME",
      defaultValue = "40ms",
      converter = OptionConverters.Time.class,
      description =
          "Half of the running version's requests take longer; durations are lognormal. Default: ${DEFAULT-VALUE}.")
  private Duration stableLatency;

  @Option(
      names = "--canary-latency",
      paramLabel = "TIME",
      converter = OptionConverters.Time.class,
      description =
          "Half of the new version's requests take longer. Default: as the running one's.")
  private Duration canaryLatency;

  @Option(
      names = "--sigma",
      paramLabel = "NUMBER",
      defaultValue = "0.8",
      description =
          "Spread of the durations: standard deviation of their natural logarithm. Default: ${DEFAULT-VALUE}.")
  private double sigma;

  @Option(
      names = "--burst",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Failures of either version come together, N at a time. Default: ${DEFAULT-VALUE}.")
  private int burst;

  @Option(
      names = "--pods",
      paramLabel = "TIME",
      defaultValue = "0s",
      converter = OptionConverters.Time.class,
      description = "Pods take so long to become ready. Default: ${DEFAULT-VALUE}.")
  private Duration pods;

  @Option(
      names = "--grid",
      paramLabel = "TIME",
      defaultValue = "15s",
      converter = OptionConverters.Time.class,
      description =
          "Step of the operator's sampling, SLUICE_SAMPLING_STEP. Default: ${DEFAULT-VALUE}.")
  private Duration grid;

  @Option(
      names = "--lag",
      paramLabel = "TIME",
      defaultValue = "1s",
      converter = OptionConverters.Time.class,
      description = "Its SLUICE_SAMPLING_LAG. Default: ${DEFAULT-VALUE}.")
  private Duration lag;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      defaultValue = "6h",
      converter = OptionConverters.Time.class,
      description = "A release that is not over by then counts as held. Default: ${DEFAULT-VALUE}.")
  private Duration until;

  @Option(
      names = "--runs",
      paramLabel = "N",
      defaultValue = "1000",
      description = "How many releases. Default: ${DEFAULT-VALUE}.")
  private int runs;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "The same seed gives the same runs. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--image",
      paramLabel = "FILE.svg",
      description = "Draw the first run, and when all of them ended, as SVG.")
  private Path image;

  @Option(names = "--json", description = "Print an object for machines.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (runs < 1 || runs > MOST_RUNS) {
      throw new ParameterException(
          spec.commandLine(), "--runs: %d is outside of 1 to %d".formatted(runs, MOST_RUNS));
    }
    SimulationScenario scenario = scenario();
    Optional<Linter.Found> found = PolicyFile.one(spec, file, name);
    if (found.isEmpty()) {
      return REFUSED;
    }
    Linter.Found release = found.get();
    String namespace = release.namespace().isEmpty() ? "default" : release.namespace();
    Simulation simulation = new Simulation(release.spec(), namespace, release.name(), scenario);
    SimulationOutcome[] outcomes =
        new ParallelRuns(spec.commandLine().getErr())
            .outcomes(runs, number -> simulation.run(seed, number));
    SimulationSummary summary = new SimulationSummary(java.util.List.of(outcomes));
    SimulationReport report =
        new SimulationReport(namespace + "/" + release.name(), scenario, seed, summary);
    spec.commandLine().getOut().print(json ? report.json() : report.text());
    if (image != null) {
      Files.writeString(
          image,
          new SimulationChart(
                  release.policy().orElseThrow(),
                  simulation.trace(seed, 0),
                  summary,
                  report.title())
              .svg());
    }
    return 0;
  }

  private SimulationScenario scenario() {
    try {
      VersionBehavior running = new VersionBehavior(stable, burst, millis(stableLatency), sigma);
      VersionBehavior fresh =
          new VersionBehavior(
              canary == null ? stable : canary,
              burst,
              millis(canaryLatency == null ? stableLatency : canaryLatency),
              sigma);
      return new SimulationScenario(traffic, running, fresh, grid, lag, pods, until);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private static double millis(Duration time) {
    return time.toNanos() / 1e6;
  }
}
