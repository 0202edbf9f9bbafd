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
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The lab's command line; the scripts in lab/ call it. */
@Command(
    name = "lab",
    description = "A local Kubernetes with Istio and Prometheus in its own network namespace.",
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
      HealthyCommand.class
    })
public final class LabCommand {
  private LabCommand() {}

  /** Ends with 0, 1 when a part failed, 2 when the call is wrong. */
  public static void main(String[] arguments) {
    CommandLine line = new CommandLine(new LabCommand());
    line.setExecutionExceptionHandler(
        (failure, command, parsed) -> {
          boolean told =
              failure instanceof LabException
                  || failure instanceof PartFailed
                  || failure instanceof IllegalArgumentException;
          if (!told) {
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

  @Command(name = "build", description = "Build parts into the cache without starting anything.")
  static final class Build implements Callable<Integer> {
    @Parameters(
        paramLabel = "PART",
        arity = "0..*",
        description = "\"all\" (the default), \"api-server\", or parts of --list.")
    private List<String> parts = List.of();

    @Option(names = "--list", description = "Only say what there is and what is built.")
    private boolean list;

    @Override
    public Integer call() throws InterruptedException {
      return PartsMain.run(list ? List.of("--list") : parts, BuildProgress.onStandardError());
    }
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

  @Command(name = "install", description = "Install this checkout's operator by its chart.")
  static final class Install implements Callable<Integer> {
    @Override
    public Integer call() {
      new Installation(lab(), Checkout.locate(), System.out::println).ensure();
      return 0;
    }
  }

  @Command(
      name = "status",
      description = "One line a part; ends with 1 if any is not running or not healthy.")
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
    /** Parts that run as pods: namespace and what kubectl logs is asked for. */
    private static final Map<String, List<String>> PODS =
        Map.of(
            "istiod", List.of("istio-system", "--selector=app=istiod"),
            "istio-ingressgateway", List.of("istio-system", "--selector=app=istio-ingressgateway"),
            "operator", List.of("sluice-system", "--selector=app.kubernetes.io/name=sluice"));

    @Parameters(
        paramLabel = "PART",
        description = "A part of lab/status, \"operator\", or NAMESPACE/DEPLOYMENT.")
    private String part;

    @Option(names = "--tail", defaultValue = "200", description = "Lines, by default 200.")
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
            "name one of lab/status, \"operator\", or NAMESPACE/DEPLOYMENT");
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
