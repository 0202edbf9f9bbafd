package dev.sluice.cli;

import dev.sluice.api.v1alpha1.CanaryRelease;
import dev.sluice.api.v1alpha1.CanaryReleaseStatus;
import dev.sluice.common.Quantities;
import io.fabric8.kubernetes.client.KubernetesClientTimeoutException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Waits for the end of a release, for pipelines. */
@Command(
    name = "wait",
    exitCodeOnInvalidInput = SluiceCommand.ERROR,
    mixinStandardHelpOptions = true,
    description = "Waits until a version is promoted or turned back, and shows how it goes.",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:promoted: the version serves all users",
      "1:rolled back",
      "2:held longer than its policy allows, or blocked",
      "3:not over in time, superseded or withdrawn",
      "64:something else went wrong"
    })
final class WaitCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "NAME", description = "The CanaryRelease.")
  private String name;

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NS",
      description = "Its namespace. Default: the kubeconfig's.")
  private String namespace;

  @Option(
      names = "--version",
      required = true,
      paramLabel = "V",
      description =
          "The version to wait for: the pods' label app.kubernetes.io/version, else the image's tag.")
  private String version;

  @Option(
      names = "--timeout",
      defaultValue = "1h",
      paramLabel = "D",
      description = "How long, such as 90s or 1h30m. Default: ${DEFAULT-VALUE}.")
  private String timeout;

  private String shown = "";
  private volatile WaitResult ending;

  @Override
  public Integer call() {
    Duration limit =
        Quantities.duration(timeout)
            .orElseThrow(
                () ->
                    new ParameterException(
                        spec.commandLine(),
                        "--timeout: \""
                            + timeout
                            + "\" is no duration; give one like 90s or 1h30m"));
    PrintWriter err = spec.commandLine().getErr();
    try (ReleaseLookup lookup = new ReleaseLookup(namespace)) {
      if (lookup.find(name).isEmpty()) {
        err.println(ReleaseLookup.notFound(name));
        return SluiceCommand.ERROR;
      }
      lookup.resource(name).waitUntilCondition(this::over, limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (KubernetesClientTimeoutException e) {
      err.println("timed out after " + Quantities.text(limit) + " waiting for " + version);
      return WaitResult.TIMEOUT;
    }
    if (ending == null) {
      err.println(ReleaseLookup.notFound(name));
      return SluiceCommand.ERROR;
    }
    spec.commandLine().getOut().println(ending.message());
    return ending.exit();
  }

  /** Told of each change, one after the other; null when the CanaryRelease is gone. */
  private synchronized boolean over(CanaryRelease release) {
    if (release == null) {
      return true;
    }
    ending = WaitResult.of(release.getStatus(), version).orElse(null);
    String line = progress(release.getStatus());
    if (ending == null && !line.equals(shown)) {
      shown = line;
      PrintWriter out = spec.commandLine().getOut();
      out.println(line);
      out.flush();
    }
    return ending != null;
  }

  private static String progress(CanaryReleaseStatus status) {
    if (status == null || status.phase() == null) {
      return "not seen by Sluice yet";
    }
    return status.phase() + ": " + status.message();
  }
}
