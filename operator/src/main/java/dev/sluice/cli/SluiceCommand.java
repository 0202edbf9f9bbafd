package dev.sluice.cli;

import dev.sluice.operator.BuildVersion;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The command line: the operator, and commands for a terminal and for pipelines. */
@Command(
    name = "sluice",
    mixinStandardHelpOptions = true,
    versionProvider = SluiceCommand.VersionText.class,
    description = "Progressive delivery for Istio: operator and command line.",
    subcommands = {
      StatusCommand.class,
      WaitCommand.class,
      PromoteCommand.class,
      RollbackCommand.class,
      RetryCommand.class,
      LintCommand.class,
      SimulateCommand.class,
      ReplayCommand.class,
      PrepareUninstallCommand.class,
      RunCommand.class,
      VersionCommand.class
    })
public final class SluiceCommand implements Runnable {
  /** Exit status of errors that are not a result of the command. */
  static final int ERROR = 64;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  /** Runs one command and returns its exit status. */
  public static int execute(String... arguments) {
    CommandLine line = commandLine();
    int status = line.execute(arguments.length == 0 ? new String[] {"run"} : arguments);
    line.getOut().flush();
    line.getErr().flush();
    return status;
  }

  static CommandLine commandLine() {
    return new CommandLine(new SluiceCommand())
        .setParameterExceptionHandler(new UsageErrorHandler())
        .setExecutionExceptionHandler(
            (exception, command, parsed) -> {
              problem(command.getErr(), exception);
              return ERROR;
            });
  }

  private static void problem(PrintWriter err, Exception exception) {
    String message =
        exception instanceof KubernetesClientException e
            ? ApiErrors.message(e)
            : exception.getMessage();
    err.println("error: " + message);
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  static final class VersionText implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"sluice " + BuildVersion.TEXT};
    }
  }
}
