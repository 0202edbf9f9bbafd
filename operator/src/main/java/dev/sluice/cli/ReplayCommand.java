package dev.sluice.cli;

import dev.sluice.analysis.AnalysisTarget;
import dev.sluice.analysis.MissingData;
import dev.sluice.analysis.TrafficScope;
import dev.sluice.cli.OptionConverters.TimeConverter;
import dev.sluice.cli.lint.LintedRelease;
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
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Replays recorded metrics against a policy. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Prints what the policy in FILE would have decided, and when, from the recorded requests of"
          + " a canary and the stable version.",
      "The queries and the analysis are those of the operator. The recorded requests do not depend"
          + " on the policy's weights."
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:finished",
      "1:the policy has problems, which were printed",
      "2:usage",
      "64:Prometheus did not answer or has no data of that time"
    })
final class ReplayCommand implements Callable<Integer> {
  private static final int INVALID_POLICY = 1;

  /** The recorded weight was not the one of the policy. */
  private static final Set<String> OTHER_WEIGHT = Set.of("TrafficDeficit", "TrafficSurplus");

  @Spec private CommandSpec spec;

  @Mixin private PolicyOptions options;

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NS",
      description = "Namespace of the workloads. Default: the namespace in FILE, or default.")
  private String namespace;

  @Option(
      names = "--prometheus",
      required = true,
      paramLabel = "URL",
      description = "Address of Prometheus, such as http://localhost:9090.")
  private URI prometheus;

  @Option(
      names = "--from",
      required = true,
      paramLabel = "TIME",
      converter = TimeConverter.class,
      description =
          "Time of the first request to the canary: RFC 3339, Unix seconds, or 2h for two hours"
              + " ago.")
  private Instant from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      defaultValue = "now",
      converter = TimeConverter.class,
      description = "End of the replay. Default: ${DEFAULT-VALUE}.")
  private Instant to;

  @Option(
      names = "--canary",
      paramLabel = "WORKLOAD",
      description =
          "Deployment of the recorded canary. Default: the newest NAME-canary-N with requests.")
  private String canary;

  @Option(
      names = "--leave-out",
      paramLabel = "WORKLOAD",
      description =
          "Do not count the requests of this Deployment, such as that of a gateway whose rule names"
              + " subset: stable. Repeatable.")
  private List<String> leftOut = List.of();

  @Option(
      names = "--weight-from-metrics",
      description = "Analyze at the recorded weights instead of the weights of the policy.")
  private boolean recordedWeight;

  @Option(
      names = "--bearer-token-file",
      paramLabel = "FILE",
      description = "Bearer token for Prometheus.")
  private Path bearerToken;

  @Option(names = "--username-file", paramLabel = "FILE", description = "User name for Prometheus.")
  private Path username;

  @Option(names = "--password-file", paramLabel = "FILE", description = "Password for Prometheus.")
  private Path password;

  @Option(
      names = "--ca-file",
      paramLabel = "FILE",
      description = "CA certificates of Prometheus, PEM.")
  private Path ca;

  @Option(names = "--cert-file", paramLabel = "FILE", description = "Client certificate, PEM.")
  private Path certificate;

  @Option(names = "--key-file", paramLabel = "FILE", description = "Client key, PEM.")
  private Path key;

  @Override
  public Integer call() throws RecordedSamples.QueryFailedException {
    if (!from.isBefore(to)) {
      throw invalid("--from: %s is not before --to, %s".formatted(from, to));
    }
    PrometheusClient client = client();
    SamplingGrid grid = grid();
    Optional<LintedRelease> selected = options.release();
    if (selected.isEmpty()) {
      return INVALID_POLICY;
    }
    LintedRelease release = selected.get();
    ReleasePolicy policy = release.policy().orElseThrow();
    String targetNamespace =
        namespace != null
            ? namespace
            : release.namespace().isEmpty() ? "default" : release.namespace();
    PrintWriter err = spec.commandLine().getErr();
    Optional<String> workload = canary(client, targetNamespace, policy.deployment());
    if (workload.isEmpty()) {
      err.println(
          "error: no requests to a workload %s-canary-N in namespace %s from %s to %s; set --canary"
              .formatted(policy.deployment(), targetNamespace, from, to));
      return SluiceCommand.ERROR;
    }
    AnalysisTarget target =
        new AnalysisTarget(
            workload.get(),
            policy.deployment(),
            from,
            Optional.of(from),
            queries(policy, targetNamespace, release.name(), workload.get()),
            Optional.empty(),
            Optional.empty(),
            TrafficScope.of(policy.service()).leavingOut(Set.copyOf(leftOut)));
    RecordedSamples recorded = RecordedSamples.read(client, grid, targetNamespace, target, to);
    if (recorded.steps().isEmpty()) {
      err.println(
          "error: no data to analyze: "
              + recorded.missingData().orElseGet(MissingData.NotQueried::new).describe());
      return SluiceCommand.ERROR;
    }
    print(release, targetNamespace, workload.get(), recorded);
    return 0;
  }

  private Optional<String> canary(
      PrometheusClient client, String targetNamespace, String deployment)
      throws RecordedSamples.QueryFailedException {
    return canary != null
        ? Optional.of(canary)
        : RecordedSamples.newest(client, targetNamespace, Labels.canaries(deployment), from, to);
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
      throw invalid(contradictions.get(0));
    }
    try {
      return new PrometheusClient(prometheus, credentials, answer -> {});
    } catch (IllegalArgumentException e) {
      throw invalid("--prometheus: " + e.getMessage());
    }
  }

  private static Optional<CredentialFile> credential(String option, Path path) {
    return Optional.ofNullable(path).map(file -> new CredentialFile(option, file));
  }

  private SamplingGrid grid() {
    try {
      return new SamplingGrid(options.step(), Duration.ZERO);
    } catch (IllegalArgumentException e) {
      throw invalid("--step: " + e.getMessage());
    }
  }

  private static Map<String, String> queries(
      ReleasePolicy policy, String targetNamespace, String release, String workload) {
    QueryTemplate.QueryContext context =
        new QueryTemplate.QueryContext(
            targetNamespace,
            release,
            policy.service(),
            policy.deployment(),
            workload,
            policy.deployment());
    return QueryTemplate.filled(policy, context);
  }

  private void print(
      LintedRelease release, String targetNamespace, String workload, RecordedSamples recorded) {
    PrintWriter out = spec.commandLine().getOut();
    ReleasePolicy policy = release.policy().orElseThrow();
    out.println(
        "%s/%s, canary %s, stable %s: %d steps of %ds"
            .formatted(
                targetNamespace,
                release.name(),
                workload,
                policy.deployment(),
                recorded.steps().size(),
                options.step().toSeconds()));
    if (recorded.baseline().history().isEmpty()) {
      out.println(
          "no requests to %s in the 30 minutes before --from".formatted(policy.deployment()));
    }
    Trace trace =
        recordedWeight
            ? ReplayByShare.play(
                policy, options.step(), recorded.steps(), recorded.baseline(), from, to)
            : Replay.play(
                release.spec(),
                targetNamespace,
                release.name(),
                options.step(),
                recorded.steps(),
                recorded.baseline(),
                from,
                to);
    for (Trace.TraceEvent event : trace.events()) {
      out.println("%s  %-18s %s".formatted(at(event.seconds()), event.reason(), event.message()));
    }
    SimulationOutcome outcome = trace.outcome();
    out.println("%s  %s".formatted(at(outcome.time().toMillis() / 1000.0), verdict(outcome)));
    if (!recordedWeight && OTHER_WEIGHT.contains(outcome.reason())) {
      out.println(
          "The canary received other requests than this policy would send; use"
              + " --weight-from-metrics to analyze at the recorded weights.");
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
                : "No decision would have been reached";
    return what + ": " + outcome.message();
  }

  private ParameterException invalid(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
