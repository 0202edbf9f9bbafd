package dev.sluice.lab;

import dev.sluice.lab.demo.Checkout;
import dev.sluice.lab.demo.DemoCommand;
import dev.sluice.lab.demo.HealthyCommand;
import dev.sluice.lab.demo.Installation;
import dev.sluice.lab.host.Shell;
import dev.sluice.lab.host.Supervisor;
import dev.sluice.lab.parts.BuildProgress;
import dev.sluice.lab.parts.PartFailed;
import dev.sluice.lab.parts.PartsMain;
import dev.sluice.lab.scenarios.ScenariosCommand;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The lab's command line, called by the scripts in {@code lab/}. */
@Command(
    name = "lab",
    description =
        "A local Kubernetes cluster with Istio and Prometheus in its own network namespace.",
    mixinStandardHelpOptions = true,
    subcommands = {
      LabCommand.Build.class,
      LabCommand.Up.class,
      LabCommand.Down.class,
      LabCommand.Status.class,
      LabCommand.Install.class,
      LabCommand.Logs.class,
      LabCommand.Prometheus.class,
      DemoCommand.class,
      HealthyCommand.class,
      ScenariosCommand.class
    })
public final class LabCommand {
  private LabCommand() {}

  /** Exits with 0, with 1 if a part failed, with 2 on wrong usage. */
  public static void main(String[] arguments) {
    CommandLine line = new CommandLine(new LabCommand());
    line.setExecutionExceptionHandler(
        (failure, command, parsed) -> {
          boolean expected =
              failure instanceof LabException
                  || failure instanceof PartFailed
                  || failure instanceof IllegalArgumentException;
          if (!expected) {
            throw failure;
          }
          System.out.flush();
          System.err.println(failure.getMessage());
          return failure instanceof IllegalArgumentException ? 2 : 1;
        });
    System.exit(line.execute(arguments));
  }

  private static Lab lab() {
    return Lab.local(System.out::println);
  }

  @Command(name = "build", description = "Build parts into the cache. Starts nothing.")
  static final class Build implements Callable<Integer> {
    @Parameters(
        paramLabel = "PART",
        arity = "0..*",
        description = "\"all\" (default), \"api-server\", or names from --list.")
    private List<String> parts = List.of();

    @Option(names = "--list", description = "List all parts and whether they are built.")
    private boolean list;

    @Override
    public Integer call() throws InterruptedException {
      return PartsMain.run(list ? List.of("--list") : parts, BuildProgress.onStandardError());
    }
  }

  @Command(name = "up", description = "Start every part that is missing or unhealthy.")
  static final class Up implements Callable<Integer> {
    @Override
    public Integer call() {
      lab().up();
      return 0;
    }
  }

  @Command(
      name = "down",
      description = "Stop the lab and delete its state. Keeps the cache of built parts.")
  static final class Down implements Callable<Integer> {
    @Override
    public Integer call() {
      lab().down();
      return 0;
    }
  }

  @Command(name = "install", description = "Install the operator of this checkout with its chart.")
  static final class Install implements Callable<Integer> {
    @Override
    public Integer call() {
      new Installation(lab(), Checkout.locate(), System.out::println).ensure();
      return 0;
    }
  }

  @Command(
      name = "status",
      description = "Show one line per part. Exits with 1 if a part is not running or not healthy.")
  static final class Status implements Callable<Integer> {
    @Override
    public Integer call() {
      List<PartStatus> parts = lab().status();
      System.out.print(PartStatus.table(parts, Instant.now()));
      return parts.stream().allMatch(part -> part.problem().isEmpty()) ? 0 : 1;
    }
  }

  @Command(name = "logs", description = "Print the log of a part.")
  static final class Logs implements Callable<Integer> {
    /** Parts that run as pods: namespace and selector for {@code kubectl logs}. */
    private static final Map<String, List<String>> PODS =
        Map.of(
            "istiod", List.of("istio-system", "--selector=app=istiod"),
            "istio-ingressgateway", List.of("istio-system", "--selector=app=istio-ingressgateway"),
            "operator", List.of("sluice-system", "--selector=app.kubernetes.io/name=sluice"));

    @Parameters(
        paramLabel = "PART",
        description = "A part listed by lab/status, \"operator\", or NAMESPACE/DEPLOYMENT.")
    private String part;

    @Option(names = "--tail", defaultValue = "200", description = "Number of lines. Default: 200.")
    private int tail;

    @Override
    public Integer call() {
      Lab lab = lab();
      if (lab.isHostProcess(part)) {
        Supervisor.tail(lab.log(part), tail).forEach(System.out::println);
        return 0;
      }
      String[] named = part.split("/", -1);
      List<String> target =
          named.length == 2 ? List.of(named[0], "deployment/" + named[1]) : PODS.get(part);
      if (target == null) {
        throw new LabException(
            "logs",
            "no part is called \"" + part + "\"",
            "use a part listed by lab/status, \"operator\", or NAMESPACE/DEPLOYMENT");
      }
      Shell.CommandResult result =
          lab.kubectl("logs", "--namespace=" + target.get(0), target.get(1), "--tail=" + tail);
      System.out.print(result.output());
      return result.exit();
    }
  }

  @Command(name = "prometheus", description = "Print the result of an instant query.")
  static final class Prometheus implements Callable<Integer> {
    @Parameters(paramLabel = "QUERY", description = "A PromQL expression.")
    private String query;

    @Override
    public Integer call() {
      lab().prometheus(query).forEach(sample -> System.out.println(sample.text()));
      return 0;
    }
  }
}
