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

/** Validates CanaryReleases in files. */
@Command(
    name = "lint",
    mixinStandardHelpOptions = true,
    description = {
      "Validates CanaryRelease files offline: schema, CEL rules and operator checks.",
      "Other kinds are ignored."
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:no problems", "1:problems were found", "2:usage"})
final class LintCommand implements Callable<Integer> {
  private static final int PROBLEMS = 1;

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = "YAML or JSON file; - is standard input.")
  private List<String> files;

  @Option(
      names = "--effective",
      description = "Also print each CanaryRelease with all defaults filled in.")
  private boolean effective;

  @Override
  public Integer call() {
    Linter linter = new Linter();
    for (String file : files) {
      linter.read(file, PolicyFile.text(spec, file));
    }
    PrintWriter out = spec.commandLine().getOut();
    if (!linter.problems().isEmpty()) {
      PrintWriter err = spec.commandLine().getErr();
      linter.problems().forEach(err::println);
      return PROBLEMS;
    }
    linter.notes().forEach(spec.commandLine().getErr()::println);
    if (linter.releases().isEmpty()) {
      spec.commandLine().getErr().println("no CanaryRelease in " + String.join(", ", files));
    }
    if (effective) {
      out.print(
          linter.releases().stream()
              .filter(release -> release.policy().isPresent())
              .map(EffectiveSpec::yaml)
              .collect(Collectors.joining("---\n")));
    }
    return 0;
  }
}
