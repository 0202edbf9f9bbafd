package dev.sluice.cli;

import dev.sluice.cli.OptionConverters.DurationConverter;
import dev.sluice.cli.OptionConverters.RateConverter;
import dev.sluice.cli.OptionConverters.ShareConverter;
import dev.sluice.cli.lint.LintedRelease;
import dev.sluice.simulation.Simulation;
import dev.sluice.simulation.SimulationOutcome;
import dev.sluice.simulation.SimulationScenario;
import dev.sluice.simulation.SimulationSummary;
import dev.sluice.simulation.VersionBehavior;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Simulates many releases by a policy. */
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Simulates many releases by the policy in FILE on a virtual clock.",
      "The decisions are made by the code of the operator. Cluster, traffic and Prometheus are"
          + " simulated: requests arrive at random, pods become ready after --pods, and custom"
          + " queries stay within their limits."
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:finished", "1:the policy has problems, which were printed", "2:usage"})
final class SimulateCommand implements Callable<Integer> {
  private static final int INVALID_POLICY = 1;
  private static final int MAX_RUNS = 1_000_000;

  @Spec private CommandSpec spec;

  @Mixin private PolicyOptions options;

  @Option(
      names = "--traffic",
      paramLabel = "RATE",
      defaultValue = "100/s",
      converter = RateConverter.class,
      description =
          "Requests to both versions together, such as 100/s or 600/m. Default: ${DEFAULT-VALUE}.")
  private double traffic;

  @Option(
      names = "--stable-errors",
      paramLabel = "PERCENT",
      defaultValue = "0.1%",
      converter = ShareConverter.class,
      description = "Error rate of the stable version. Default: ${DEFAULT-VALUE}.")
  private double stableErrors;

  @Option(
      names = "--canary-errors",
      paramLabel = "PERCENT",
      converter = ShareConverter.class,
      description = "Error rate of the canary. Default: same as stable.")
  private Double canaryErrors;

  @Option(
      names = "--stable-latency",
      paramLabel = "DURATION",
      defaultValue = "40ms",
      converter = DurationConverter.class,
      description =
          "Median latency of the stable version. Latencies are lognormal. Default:"
              + " ${DEFAULT-VALUE}.")
  private Duration stableLatency;

  @Option(
      names = "--canary-latency",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "Median latency of the canary. Default: same as stable.")
  private Duration canaryLatency;

  @Option(
      names = "--sigma",
      paramLabel = "NUMBER",
      defaultValue = "0.8",
      description =
          "Standard deviation of the natural logarithm of the latency. Default: ${DEFAULT-VALUE}.")
  private double sigma;

  @Option(
      names = "--burst",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Number of requests that fail together, for both versions. Default: ${DEFAULT-VALUE}.")
  private int burst;

  @Option(
      names = "--pods",
      paramLabel = "DURATION",
      defaultValue = "0s",
      converter = DurationConverter.class,
      description = "How long pods take to become ready. Default: ${DEFAULT-VALUE}.")
  private Duration pods;

  @Option(
      names = "--lag",
      paramLabel = "DURATION",
      defaultValue = "1s",
      converter = DurationConverter.class,
      description =
          "Sampling lag of the operator (SLUICE_SAMPLING_LAG). Default: ${DEFAULT-VALUE}.")
  private Duration lag;

  @Option(
      names = "--until",
      paramLabel = "DURATION",
      defaultValue = "6h",
      converter = DurationConverter.class,
      description =
          "A release that has not ended by then counts as held. Default: ${DEFAULT-VALUE}.")
  private Duration until;

  @Option(
      names = "--runs",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Number of releases. Default: ${DEFAULT-VALUE}.")
  private int runs;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Seed of the random numbers. The same seed gives the same runs. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--image",
      paramLabel = "FILE.svg",
      description = "Write a chart of the first run and of the ends of all runs, as SVG.")
  private Path image;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    if (runs < 1 || runs > MAX_RUNS) {
      throw new ParameterException(
          spec.commandLine(), "--runs: %d is not within 1 to %d".formatted(runs, MAX_RUNS));
    }
    SimulationScenario scenario = scenario();
    Optional<LintedRelease> selected = options.release();
    if (selected.isEmpty()) {
      return INVALID_POLICY;
    }
    LintedRelease release = selected.get();
    String namespace = release.namespace().isEmpty() ? "default" : release.namespace();
    Simulation simulation = new Simulation(release.spec(), namespace, release.name(), scenario);
    SimulationOutcome[] outcomes =
        new ParallelRuns(spec.commandLine().getErr())
            .outcomes(runs, number -> simulation.run(seed, number));
    SimulationSummary summary = new SimulationSummary(List.of(outcomes));
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
      VersionBehavior stable =
          new VersionBehavior(stableErrors, burst, millis(stableLatency), sigma);
      VersionBehavior canary =
          new VersionBehavior(
              canaryErrors == null ? stableErrors : canaryErrors,
              burst,
              millis(canaryLatency == null ? stableLatency : canaryLatency),
              sigma);
      return new SimulationScenario(traffic, stable, canary, options.step(), lag, pods, until);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private static double millis(Duration time) {
    return time.toNanos() / 1e6;
  }
}
