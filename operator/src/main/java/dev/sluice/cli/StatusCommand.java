package dev.sluice.cli;

import dev.sluice.api.v1alpha1.CanaryRelease;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows a CanaryRelease on one screen. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Shows the status of a CanaryRelease, or of all in a namespace.")
final class StatusCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      description = "Name of the CanaryRelease. Default: all.")
  private String name;

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NS",
      description =
          "Namespace of the CanaryRelease. Default: the namespace of the kubeconfig context.")
  private String namespace;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    try (ReleaseLookup lookup = new ReleaseLookup(namespace)) {
      if (name != null) {
        Optional<CanaryRelease> release = lookup.find(name);
        if (release.isEmpty()) {
          err.println(ReleaseLookup.notFound(name));
          return SluiceCommand.ERROR;
        }
        out.print(StatusText.of(release.get(), Instant.now()));
        return 0;
      }
      List<CanaryRelease> all = lookup.all();
      if (all.isEmpty()) {
        err.println("No resources found in " + lookup.namespace() + " namespace.");
      }
      out.print(
          String.join(
              "\n", all.stream().map(release -> StatusText.of(release, Instant.now())).toList()));
      return 0;
    }
  }
}
