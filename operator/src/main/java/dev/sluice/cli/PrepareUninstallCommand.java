package dev.sluice.cli;

import dev.sluice.cli.OptionConverters.DurationConverter;
import dev.sluice.cli.OptionConverters.HelmReleaseConverter;
import dev.sluice.operator.Clients;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Refuses to uninstall Sluice while CanaryReleases exist, or deletes them first. */
@Command(
    name = "prepare-uninstall",
    exitCodeOnInvalidInput = SluiceCommand.ERROR,
    mixinStandardHelpOptions = true,
    description = {
      "Checks that no CanaryRelease exists, so that Sluice can be uninstalled; helm uninstall runs"
          + " it first.",
      "With --give-back, deletes all CanaryReleases and waits until the operator has removed Sluice"
          + " from each."
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:no CanaryRelease exists",
      "1:CanaryReleases exist; with --give-back, some still exist after the timeout or could not be"
          + " deleted",
      "64:error"
    })
final class PrepareUninstallCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--give-back",
      description =
          "Delete all CanaryReleases, and wait until requests no longer depend on Sluice and they"
              + " are gone.")
  private boolean giveBack;

  @Option(
      names = "--timeout",
      defaultValue = "4m",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description =
          "Stop waiting after this long. What is being deleted continues. Default: ${DEFAULT-VALUE}.")
  private Duration timeout;

  @Option(
      names = "--namespaces",
      paramLabel = "NAMES",
      defaultValue = "",
      description = "Namespaces that the installation manages, separated by commas. Empty: all.")
  private String namespaces;

  @Option(
      names = "--lease-namespace",
      paramLabel = "NAME",
      defaultValue = "",
      description =
          "Namespace of the operator's Lease, by which the command reports that no operator is"
              + " running. Empty: not reported.")
  private String leaseNamespace;

  @Option(
      names = "--lease-name",
      paramLabel = "NAME",
      defaultValue = "sluice",
      description = "Name of that Lease.")
  private String leaseName;

  @Option(
      names = "--helm-release",
      paramLabel = "NAMESPACE/NAME/REVISION",
      converter = HelmReleaseConverter.class,
      description = "Helm release that is uninstalled. The chart sets it, for messages.")
  private HelmRelease helmRelease;

  @Override
  public Integer call() throws InterruptedException {
    UninstallPreparation preparation =
        new UninstallPreparation(
            OperatorOptions.names(namespaces),
            timeout,
            leaseNamespace,
            leaseName,
            Optional.ofNullable(helmRelease));
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    try (KubernetesClient client = Clients.defaultClient()) {
      return giveBack
          ? preparation.giveBack(client, out, err)
          : preparation.check(client, out, err);
    }
  }
}
