package dev.sluice.lab;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The lab's command line; the scripts in lab/ call it. */
@Command(
    name = "lab",
    description = "A local Kubernetes with Istio and Prometheus in its own network namespace.",
    mixinStandardHelpOptions = true,
    subcommands = {Main.Up.class, Main.Down.class})
public final class Main {
  public static void main(String[] arguments) {
    CommandLine line = new CommandLine(new Main());
    line.setExecutionExceptionHandler(
        (failure, command, parsed) -> {
          if (!(failure instanceof LabException)) {
            throw failure;
          }
          System.err.println(failure.getMessage());
          return 1;
        });
    System.exit(line.execute(arguments));
  }

  private static Lab lab() {
    return new Lab(System.getenv(), System.out::println);
  }

  @Command(name = "up", description = "Bring up whatever is missing or does not work.")
  static final class Up implements Callable<Integer> {
    @Override
    public Integer call() {
      lab().up();
      return 0;
    }
  }

  @Command(name = "down", description = "Take everything down; the cache of programs stays.")
  static final class Down implements Callable<Integer> {
    @Override
    public Integer call() {
      lab().down();
      return 0;
    }
  }
}
