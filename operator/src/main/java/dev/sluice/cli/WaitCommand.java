package dev.sluice.cli;

import dev.sluice.api.v1alpha1.CanaryRelease;
import dev.sluice.api.v1alpha1.CanaryReleaseStatus;
import dev.sluice.cli.OptionConverters.DurationConverter;
import io.fabric8.kubernetes.client.KubernetesClientTimeoutException;
import java.io.PrintWriter;
import java.time.Duration;
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
    description = "Waits for the release of a version to finish, printing each change.",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:promoted: the version receives all requests",
      "1:rolled back",
      "2:held longer than the policy allows, or blocked",
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
      required = true,
      paramLabel = "V",
      description =
          "Version to wait for: the label app.kubernetes.io/version of the pod template or,"
              + " without it, the tag of the first image.")
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
    PrintWriter err = spec.commandLine().getErr();
    try (ReleaseLookup lookup = new ReleaseLookup(namespace)) {
      if (lookup.find(name).isEmpty()) {
        err.println(ReleaseLookup.notFound(name));
        return SluiceCommand.ERROR;
      }
      lookup
          .resource(name)
          .waitUntilCondition(this::isFinished, timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (KubernetesClientTimeoutException e) {
      WaitResult timedOut = WaitResult.timedOut(timeout, lastStatus, version);
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

  /** Receives each change in order; null if the CanaryRelease was deleted. */
  private synchronized boolean isFinished(CanaryRelease release) {
    if (release == null) {
      return true;
    }
    lastStatus = release.getStatus();
    result = WaitResult.of(release.getStatus(), version).orElse(null);
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
