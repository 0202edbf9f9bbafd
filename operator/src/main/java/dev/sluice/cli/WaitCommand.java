package dev.sluice.cli;

import dev.sluice.api.v1alpha1.CanaryRelease;
import dev.sluice.api.v1alpha1.CanaryReleaseStatus;
import dev.sluice.cli.OptionConverters.DurationConverter;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClientTimeoutException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Waits for a release to finish; for pipelines. */
@Command(
    name = "wait",
    exitCodeOnInvalidInput = SluiceCommand.ERROR,
    mixinStandardHelpOptions = true,
    description = {
      "Waits until what the Deployment asks for now is released or not, printing each change.",
      "The Deployment's generation tells which pod template that is, not its version."
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:the template is the stable version's and receives all requests",
      "1:rolled back",
      "2:held longer than the policy allows, blocked, or ended because its pods did not come up or"
          + " went",
      "3:timed out, superseded or withdrawn",
      "64:error"
    })
final class WaitCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "NAME", description = "Name of the CanaryRelease.")
  private String name;

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NS",
      description =
          "Namespace of the CanaryRelease. Default: the namespace of the kubeconfig context.")
  private String namespace;

  @Option(
      names = "--version",
      paramLabel = "V",
      description =
          "Wait first until the Deployment asks for this version: the label"
              + " app.kubernetes.io/version of the pod template or, without it, the tag of the first"
              + " image. For pipelines that do not apply the Deployment themselves.")
  private String version;

  @Option(
      names = "--timeout",
      defaultValue = "1h",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description =
          "Give up after this long. The release is not affected. Default: ${DEFAULT-VALUE}.")
  private Duration timeout;

  private String lastProgress = "";
  private volatile CanaryReleaseStatus lastStatus;
  private volatile WaitResult result;

  @Override
  public Integer call() {
    Instant end = Instant.now().plus(timeout);
    PrintWriter err = spec.commandLine().getErr();
    try (ReleaseLookup lookup = new ReleaseLookup(namespace)) {
      Optional<CanaryRelease> release = lookup.find(name);
      if (release.isEmpty()) {
        err.println(ReleaseLookup.notFound(name));
        return SluiceCommand.ERROR;
      }
      String deployment = release.get().getSpec().target().deployment();
      Deployment asked =
          lookup
              .deployment(deployment)
              .waitUntilCondition(this::isAsked, left(end), TimeUnit.MILLISECONDS);
      ReleaseWait wait = new ReleaseWait(asked.getMetadata().getGeneration());
      lookup
          .resource(name)
          .waitUntilCondition(newest -> isFinished(newest, wait), left(end), TimeUnit.MILLISECONDS);
    } catch (KubernetesClientTimeoutException e) {
      WaitResult timedOut = WaitResult.timedOut(timeout, lastStatus);
      spec.commandLine().getOut().println(timedOut.message());
      return timedOut.exit();
    }
    if (result == null) {
      err.println(ReleaseLookup.notFound(name));
      return SluiceCommand.ERROR;
    }
    spec.commandLine().getOut().println(result.message());
    return result.exit();
  }

  private static long left(Instant end) {
    return Math.max(0, Duration.between(Instant.now(), end).toMillis());
  }

  /** Whether the Deployment asks for the version, if one is named. */
  private boolean isAsked(Deployment deployment) {
    return deployment != null
        && (version == null || version.equals(ReleaseLookup.version(deployment)));
  }

  /** Receives each change in order; null if the CanaryRelease was deleted. */
  private synchronized boolean isFinished(CanaryRelease release, ReleaseWait wait) {
    if (release == null) {
      return true;
    }
    lastStatus = release.getStatus();
    result = wait.result(release.getStatus()).orElse(null);
    String line = progress(release.getStatus());
    if (result == null && !line.equals(lastProgress)) {
      lastProgress = line;
      PrintWriter out = spec.commandLine().getOut();
      out.println(line);
      out.flush();
    }
    return result != null;
  }

  private static String progress(CanaryReleaseStatus status) {
    if (status == null || status.phase() == null) {
      return "not observed yet";
    }
    return status.phase() + ": " + status.message();
  }
}
