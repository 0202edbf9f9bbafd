package dev.sluice.cli;

import dev.sluice.cli.lint.EffectiveSpec;
import dev.sluice.cli.lint.Linter;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what is wrong with a CanaryRelease before a cluster does. */
@Command(
    name = "lint",
    mixinStandardHelpOptions = true,
    description = {
      "Checks CanaryReleases in files: all that the API server and the operator would refuse, as far as it can be known without a cluster.",
      "Other objects in the files are passed over."
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:nothing is wrong", "1:something is, and was told", "2:usage"})
final class LintCommand implements Callable<Integer> {
  private static final int FINDINGS = 1;

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = "YAML or JSON; - is the standard input.")
  private List<String> files;

  @Option(
      names = "--effective",
      description = "Also print each CanaryRelease with all of its defaults filled in.")
  private boolean effective;

  @Override
  public Integer call() {
    Linter linter = new Linter();
    for (String file : files) {
      linter.read(file, PolicyFile.text(spec, file));
    }
    PrintWriter out = spec.commandLine().getOut();
    if (!linter.findings().isEmpty()) {
      PrintWriter err = spec.commandLine().getErr();
      linter.findings().forEach(err::println);
      return FINDINGS;
    }
    if (linter.releases().isEmpty()) {
      spec.commandLine().getErr().println("no CanaryRelease in " + String.join(", ", files));
    }
    if (effective) {
      out.print(
          linter.releases().stream()
              .filter(found -> found.policy().isPresent())
              .map(EffectiveSpec::yaml)
              .collect(Collectors.joining("---\n")));
    }
    return 0;
  }
}
