package dev.sluice.cli;

import dev.sluice.operator.OperatorConfig;
import dev.sluice.operator.OperatorProcess;
import dev.sluice.operator.SteadyClock;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs the operator until the process is stopped. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Runs the operator (the default command). Each option can also be set by an environment variable: --http-port by SLUICE_HTTP_PORT.")
final class RunCommand implements Callable<Integer> {
  private static final int CONFIGURATION = 2;
  private static final Duration STOP_WITHIN = Duration.ofSeconds(15);

  private final EnvironmentDefaults environment = new EnvironmentDefaults(System.getenv());

  @Mixin private OperatorOptions options;

  private CommandSpec spec;

  @Spec
  void spec(CommandSpec command) {
    spec = command;
    command.defaultValueProvider(environment);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    OperatorConfig config;
    try {
      config = options.read(environment);
    } catch (OperatorOptions.InvalidConfigException e) {
      spec.commandLine().getErr().println(e.getMessage());
      return CONFIGURATION;
    }
    // Before the first logger is made, which reads it once.
    System.setProperty("org.slf4j.simpleLogger.log.dev.sluice", config.logLevel());
    AtomicReference<OperatorProcess> running = new AtomicReference<>();
    OperatorProcess process =
        new OperatorProcess(
            config, new ConfigBuilder().build(), SteadyClock.system(), () -> end(running.get(), 1));
    running.set(process);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> close(process), "shutdown"));
    process.run();
    return 0;
  }

  /**
   * Ends the process from one of the operator's own threads. Closing waits for that thread, so an
   * ordinary exit would wait forever.
   */
  private static void end(OperatorProcess process, int status) {
    Thread closing =
        new Thread(
            () -> {
              close(process);
              Runtime.getRuntime().halt(status);
            },
            "end");
    closing.start();
  }

  private static void close(OperatorProcess process) {
    Thread closing = new Thread(process::close, "close");
    closing.setDaemon(true);
    closing.start();
    try {
      closing.join(STOP_WITHIN.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
