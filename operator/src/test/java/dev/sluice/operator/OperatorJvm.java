package dev.sluice.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.Main;
import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The operator as a program, in a separate process that can be killed. */
final class OperatorJvm implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(2);

  private final Process process;
  private final Path log;
  private final Thread end;

  /**
   * Starts it.
   *
   * @param log file that its log is appended to
   * @param settings its environment, beside what every one has
   */
  OperatorJvm(Config connection, Path log, Map<String, String> settings) throws IOException {
    this.log = log;
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // What a container of the chart's size has room for.
                "-Xmx230m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "run")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("SLUICE_") || name.startsWith("KUBE"));
    environment.putAll(connection(connection));
    environment.put("SLUICE_SERVICE_ACCOUNT", TestCluster.USER);
    environment.put("SLUICE_PAUSE_POLICY", TestCluster.PAUSE_POLICY);
    environment.put("SLUICE_HTTP_PORT", "0");
    environment.put("SLUICE_LOG_LEVEL", "debug");
    environment.putAll(settings);
    process = builder.start();
    end = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(end);
  }

  /** The connection as the client reads it from the environment. */
  private static Map<String, String> connection(Config config) {
    Map<String, String> environment = new HashMap<>();
    environment.put("KUBERNETES_AUTH_TRYKUBECONFIG", "false");
    environment.put("KUBERNETES_MASTER", config.getMasterUrl());
    environment.put("KUBERNETES_CERTS_CA_FILE", config.getCaCertFile());
    environment.put("KUBERNETES_CERTS_CA_DATA", config.getCaCertData());
    environment.put("KUBERNETES_CERTS_CLIENT_FILE", config.getClientCertFile());
    environment.put("KUBERNETES_CERTS_CLIENT_DATA", config.getClientCertData());
    environment.put("KUBERNETES_CERTS_CLIENT_KEY_FILE", config.getClientKeyFile());
    environment.put("KUBERNETES_CERTS_CLIENT_KEY_DATA", config.getClientKeyData());
    environment.put("KUBERNETES_IMPERSONATE_USERNAME", config.getImpersonateUsername());
    environment.put(
        "KUBERNETES_IMPERSONATE_GROUP", String.join(",", config.getImpersonateGroups()));
    environment.values().removeIf(value -> value == null || value.isEmpty());
    return environment;
  }

  /** Waits until it works on releases. */
  OperatorJvm started() {
    await()
        .atMost(START)
        .until(
            () -> {
              assertThat(process.isAlive()).as("%s", lines()).isTrue();
              return lines().stream().anyMatch(line -> line.contains("event=Started"));
            });
    return this;
  }

  /** Its log, and that of those that wrote to the same file before. */
  List<String> lines() {
    try {
      return Files.readAllLines(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends it as a machine that loses its power does. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
  }

  @Override
  public void close() throws InterruptedException {
    kill();
    Runtime.getRuntime().removeShutdownHook(end);
  }
}
