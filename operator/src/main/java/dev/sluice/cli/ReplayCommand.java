package dev.sluice.cli;

import dev.sluice.analysis.AnalysisTarget;
import dev.sluice.cli.lint.Linter;
import dev.sluice.metrics.prometheus.PrometheusClient;
import dev.sluice.metrics.prometheus.RecordedSamples;
import dev.sluice.metrics.prometheus.SamplingGrid;
import dev.sluice.metrics.prometheus.tls.CredentialFile;
import dev.sluice.metrics.prometheus.tls.Credentials;
import dev.sluice.simulation.Replay;
import dev.sluice.simulation.ReplayByShare;
import dev.sluice.simulation.SimulationOutcome;
import dev.sluice.simulation.SimulationOutcome.End;
import dev.sluice.simulation.Trace;
import dev.sluice.spec.QueryTemplate;
import dev.sluice.spec.ReleasePolicy;
import dev.sluice.workload.Labels;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tries a policy on what Prometheus has recorded. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Says what the policy in FILE would have decided, and when, on the recorded requests of a canary and the stable version beside it.",
      "The requests are counted by the operator's own queries and judged by its own code; only their weight is what it was then."
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:done",
      "1:the policy is refused, and was told why",
      "2:usage",
      "64:Prometheus did not answer, or has nothing of that time"
    })
final class ReplayCommand implements Callable<Integer> {
  private static final int REFUSED = 1;

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
      names = {"-n", "--namespace"},
      paramLabel = "NS",
      description = "Namespace of the workloads. Default: the file's, else default.")
  private String namespace;

  @Option(
      names = "--prometheus",
      required = true,
      paramLabel = "URL",
      description = "Address of the Prometheus, such as http://localhost:9090.")
  private URI prometheus;

  @Option(
      names = "--from",
      required = true,
      paramLabel = "TIME",
      converter = OptionConverters.Moment.class,
      description =
          "When the canary got its first requests: RFC 3339, seconds since 1970, or 2h for two hours ago.")
  private Instant from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      defaultValue = "now",
      converter = OptionConverters.Moment.class,
      description = "Until when. Default: ${DEFAULT-VALUE}.")
  private Instant to;

  @Option(
      names = "--canary",
      paramLabel = "WORKLOAD",
      description =
          "Deployment of the canary then. Default: the newest NAME-canary-N with requests.")
  private String canary;

  @Option(
      names = "--weight-from-metrics",
      description = "Judge at the weights that the canary had then, in place of the policy's own.")
  private boolean recordedWeight;

  @Option(
      names = "--grid",
      paramLabel = "TIME",
      defaultValue = "15s",
      converter = OptionConverters.Time.class,
      description =
          "Step of the operator's sampling, SLUICE_SAMPLING_STEP. Default: ${DEFAULT-VALUE}.")
  private Duration grid;

  @Option(names = "--bearer-token-file", paramLabel = "FILE", description = "Token for Prometheus.")
  private Path bearerToken;

  @Option(names = "--username-file", paramLabel = "FILE", description = "User name for Prometheus.")
  private Path username;

  @Option(names = "--password-file", paramLabel = "FILE", description = "Password for Prometheus.")
  private Path password;

  @Option(names = "--ca-file", paramLabel = "FILE", description = "Certificates to trust, PEM.")
  private Path ca;

  @Option(
      names = "--cert-file",
      paramLabel = "FILE",
      description = "Certificate of the client, PEM.")
  private Path certificate;

  @Option(names = "--key-file", paramLabel = "FILE", description = "Its key, PEM.")
  private Path key;

  @Override
  public Integer call() throws RecordedSamples.Unanswered {
    if (!from.isBefore(to)) {
      throw wrong("--from: %s is not before --to, %s".formatted(from, to));
    }
    PrometheusClient client = client();
    SamplingGrid steps = steps();
    Optional<Linter.Found> found = PolicyFile.one(spec, file, name);
    if (found.isEmpty()) {
      return REFUSED;
    }
    Linter.Found release = found.get();
    ReleasePolicy policy = release.policy().orElseThrow();
    String place =
        namespace != null
            ? namespace
            : release.namespace().isEmpty() ? "default" : release.namespace();
    PrintWriter err = spec.commandLine().getErr();
    Optional<String> workload = canary(client, place, policy.deployment());
    if (workload.isEmpty()) {
      err.println(
          "error: no requests to a workload %s-canary-N in namespace %s from %s to %s; name it with --canary"
              .formatted(policy.deployment(), place, from, to));
      return SluiceCommand.ERROR;
    }
    AnalysisTarget trial =
        new AnalysisTarget(
            workload.get(),
            policy.deployment(),
            from,
            Optional.of(from),
            queries(policy, place, release.name(), workload.get()));
    RecordedSamples recording = RecordedSamples.read(client, steps, place, trial, to);
    if (recording.steps().isEmpty()) {
      err.println("error: nothing to judge: " + recording.problem());
      return SluiceCommand.ERROR;
    }
    tell(release, place, workload.get(), recording);
    return 0;
  }

  private Optional<String> canary(PrometheusClient client, String place, String deployment)
      throws RecordedSamples.Unanswered {
    return canary != null
        ? Optional.of(canary)
        : RecordedSamples.newest(client, place, Labels.canaries(deployment), from, to);
  }

  private PrometheusClient client() {
    Credentials credentials =
        new Credentials(
            credential("--bearer-token-file", bearerToken),
            credential("--username-file", username),
            credential("--password-file", password),
            credential("--ca-file", ca),
            credential("--cert-file", certificate),
            credential("--key-file", key));
    List<String> contradictions = credentials.contradictions(prometheus);
    if (!contradictions.isEmpty()) {
      throw wrong(contradictions.get(0));
    }
    try {
      return new PrometheusClient(prometheus, credentials, answer -> {});
    } catch (IllegalArgumentException e) {
      throw wrong("--prometheus: " + e.getMessage());
    }
  }

  private static Optional<CredentialFile> credential(String option, Path path) {
    return Optional.ofNullable(path).map(there -> new CredentialFile(option, there));
  }

  private SamplingGrid steps() {
    try {
      return new SamplingGrid(grid, Duration.ZERO);
    } catch (IllegalArgumentException e) {
      throw wrong("--grid: " + e.getMessage());
    }
  }

  private static Map<String, String> queries(
      ReleasePolicy policy, String place, String release, String workload) {
    QueryTemplate.Subject subject =
        new QueryTemplate.Subject(
            place, release, policy.service(), policy.deployment(), workload, policy.deployment());
    return QueryTemplate.filled(policy, subject);
  }

  private void tell(
      Linter.Found release, String place, String workload, RecordedSamples recording) {
    PrintWriter out = spec.commandLine().getOut();
    ReleasePolicy policy = release.policy().orElseThrow();
    out.println(
        "%s/%s on the requests to %s beside %s: %d steps of %d s"
            .formatted(
                place,
                release.name(),
                workload,
                policy.deployment(),
                recording.steps().size(),
                grid.toSeconds()));
    if (recording.history().isEmpty()) {
      out.println("no requests to %s in the half hour before".formatted(policy.deployment()));
    }
    Trace trace =
        recordedWeight
            ? ReplayByShare.play(policy, grid, recording.steps(), recording.history(), from, to)
            : Replay.play(
                release.spec(),
                place,
                release.name(),
                grid,
                recording.steps(),
                recording.history(),
                from,
                to);
    for (Trace.Event event : trace.events()) {
      out.println("%s  %-18s %s".formatted(at(event.seconds()), event.reason(), event.message()));
    }
    SimulationOutcome outcome = trace.outcome();
    out.println("%s  %s".formatted(at(outcome.time().toMillis() / 1000.0), verdict(outcome)));
    if (!recordedWeight && outcome.reason().equals("TrafficDeficit")) {
      out.println(
          "The canary had less traffic then than this policy gives it; --weight-from-metrics judges it at the weights of then.");
    }
  }

  private Instant at(double seconds) {
    return from.plusMillis(Math.round(seconds * 1000)).truncatedTo(ChronoUnit.SECONDS);
  }

  private static String verdict(SimulationOutcome outcome) {
    String what =
        outcome.end() == End.PROMOTED
            ? "It would have been promoted"
            : outcome.end() == End.ROLLED_BACK
                ? "It would have been rolled back"
                : "It would not have been decided on yet";
    return what + ": " + outcome.message();
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
