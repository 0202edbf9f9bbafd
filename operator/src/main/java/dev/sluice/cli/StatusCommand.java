package dev.sluice.cli;

import dev.sluice.api.v1alpha1.CanaryRelease;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells the story of a CanaryRelease on one screen. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Shows where a release stands, or all of a namespace.")
final class StatusCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(arity = "0..1", paramLabel = "NAME", description = "The CanaryRelease. Default: all.")
  private String name;

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NS",
      description = "Its namespace. Default: the kubeconfig's.")
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
        out.print(StatusText.of(release.get()));
        return 0;
      }
      List<CanaryRelease> all = lookup.all();
      if (all.isEmpty()) {
        err.println("No resources found in " + lookup.namespace() + " namespace.");
      }
      out.print(String.join("\n", all.stream().map(StatusText::of).toList()));
      return 0;
    }
  }
}
