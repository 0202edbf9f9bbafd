package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.metrics.prometheus.SamplingGrid;
import dev.sluice.metrics.prometheus.tls.CredentialFile;
import dev.sluice.metrics.prometheus.tls.Credentials;
import dev.sluice.operator.OperatorConfig;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OperatorOptionsTest {

  @Test
  void everyOptionHasADefault() {
    OperatorConfig config = EnvironmentConfig.read(Map.of());
    assertThat(config.prometheus())
        .isEqualTo(URI.create("http://prometheus.istio-system.svc:9090"));
    assertThat(config.credentials()).isEqualTo(Credentials.NONE);
    assertThat(config.grid())
        .isEqualTo(new SamplingGrid(Duration.ofSeconds(15), Duration.ofSeconds(1)));
    assertThat(config.namespaces()).isEmpty();
    assertThat(config.rootNamespace()).isEqualTo("istio-system");
    assertThat(config.rateLimit()).isFalse();
    assertThat(config.leaseNamespace()).isEmpty();
    assertThat(config.httpPort()).isEqualTo(8080);
    assertThat(config.logLevel()).isEqualTo("info");
    assertThat(config.instance()).isNotEmpty();
  }

  @Test
  void everyVariableIsRead() {
    OperatorConfig config =
        EnvironmentConfig.read(
            Map.ofEntries(
                Map.entry("SLUICE_PROMETHEUS_URL", "https://metrics.example/prom"),
                Map.entry("SLUICE_PROMETHEUS_USERNAME_FILE", "/auth/name"),
                Map.entry("SLUICE_PROMETHEUS_PASSWORD_FILE", "/auth/password"),
                Map.entry("SLUICE_PROMETHEUS_CA_FILE", "/auth/ca"),
                Map.entry("SLUICE_PROMETHEUS_CERT_FILE", "/auth/cert"),
                Map.entry("SLUICE_PROMETHEUS_KEY_FILE", "/auth/key"),
                Map.entry("SLUICE_SAMPLING_STEP", "1m"),
                Map.entry("SLUICE_SAMPLING_LAG", "3s"),
                Map.entry("SLUICE_NAMESPACES", "shop, billing,shop"),
                Map.entry("SLUICE_ISTIO_ROOT_NAMESPACE", "istio-config"),
                Map.entry("SLUICE_RATE_LIMIT", "true"),
                Map.entry("SLUICE_LEASE_NAMESPACE", "sluice-system"),
                Map.entry("SLUICE_LEASE_NAME", "leader"),
                Map.entry("SLUICE_PAUSE_POLICY", "pause"),
                Map.entry("SLUICE_SERVICE_ACCOUNT", "system:serviceaccount:a:b"),
                Map.entry("SLUICE_PLAINTEXT_WINDOW", "90m"),
                Map.entry("SLUICE_HTTP_PORT", "9000"),
                Map.entry("SLUICE_LOG_LEVEL", "DEBUG"),
                Map.entry("POD_NAME", "sluice-0")));
    assertThat(config)
        .isEqualTo(
            new OperatorConfig(
                URI.create("https://metrics.example/prom"),
                new Credentials(
                    Optional.empty(),
                    file("SLUICE_PROMETHEUS_USERNAME_FILE", "/auth/name"),
                    file("SLUICE_PROMETHEUS_PASSWORD_FILE", "/auth/password"),
                    file("SLUICE_PROMETHEUS_CA_FILE", "/auth/ca"),
                    file("SLUICE_PROMETHEUS_CERT_FILE", "/auth/cert"),
                    file("SLUICE_PROMETHEUS_KEY_FILE", "/auth/key")),
                new SamplingGrid(Duration.ofMinutes(1), Duration.ofSeconds(3)),
                Duration.ofMinutes(90),
                java.util.Set.of("shop", "billing"),
                "istio-config",
                true,
                "sluice-system",
                "leader",
                "sluice-0",
                "pause",
                "system:serviceaccount:a:b",
                9000,
                "debug"));
  }

  @Test
  void allMistakesAreReportedTogether() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(
            () ->
                EnvironmentConfig.read(
                    Map.of(
                        "SLUICE_NAMESPACE", "shop",
                        "SLUICE_PROMETHEUS_URL", "prometheus:9090",
                        "SLUICE_HTTP_PORT", "99999",
                        "SLUICE_SAMPLING_STEP", "500ms",
                        "SLUICE_SAMPLING_LAG", "61s",
                        "SLUICE_LOG_LEVEL", "loud")))
        .withMessageContaining("SLUICE_NAMESPACE is unknown; did you mean SLUICE_NAMESPACES?")
        .withMessageContaining("SLUICE_PROMETHEUS_URL=\"prometheus:9090\" cannot be used")
        .withMessageContaining("SLUICE_HTTP_PORT=\"99999\" cannot be used")
        .withMessageContaining(
            "SLUICE_SAMPLING_STEP=\"500ms\" cannot be used; use whole seconds or minutes from 1s to 5m")
        .withMessageContaining(
            "SLUICE_SAMPLING_LAG=\"61s\" cannot be used; use whole seconds or minutes from 0s to 1m")
        .withMessageContaining("SLUICE_LOG_LEVEL=\"loud\" cannot be used");
  }

  @Test
  void contradictingCredentialsAreReported() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(
            () ->
                EnvironmentConfig.read(
                    Map.of(
                        "SLUICE_PROMETHEUS_URL", "http://prometheus:9090",
                        "SLUICE_PROMETHEUS_BEARER_TOKEN_FILE", "/token",
                        "SLUICE_PROMETHEUS_USERNAME_FILE", "/name",
                        "SLUICE_PROMETHEUS_CA_FILE", "/ca")))
        .withMessage(
            """
            SLUICE_PROMETHEUS_USERNAME_FILE="/name" has no file with the password; set it too or remove the user name
            SLUICE_PROMETHEUS_BEARER_TOKEN_FILE="/token" and SLUICE_PROMETHEUS_USERNAME_FILE="/name" cannot both be set; remove one
            SLUICE_PROMETHEUS_CA_FILE="/ca" needs an address that begins with https://""");
  }

  @Test
  void aPasswordInTheAddressIsRejectedAndNotPrinted() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(
            () ->
                EnvironmentConfig.read(
                    Map.of("SLUICE_PROMETHEUS_URL", "https://ann:hush@prometheus:9090")))
        .withMessageContaining("set SLUICE_PROMETHEUS_USERNAME_FILE")
        .satisfies(invalid -> assertThat(invalid.getMessage()).doesNotContain("hush"));
  }

  private static Optional<CredentialFile> file(String setting, String path) {
    return Optional.of(new CredentialFile(setting, Path.of(path)));
  }

  @Test
  void serviceLinksOfKubernetesAreIgnored() {
    OperatorConfig config =
        EnvironmentConfig.read(
            Map.of(
                "SLUICE_SERVICE_HOST", "10.0.0.1",
                "SLUICE_SERVICE_PORT", "8080",
                "SLUICE_SERVICE_PORT_HTTP", "8080",
                "SLUICE_PORT", "tcp://10.0.0.1:8080",
                "SLUICE_PORT_8080_TCP", "tcp://10.0.0.1:8080",
                "SLUICE_PORT_8080_TCP_ADDR", "10.0.0.1",
                "SLUICE_METRICS_SERVICE_HOST", "10.0.0.2"));
    assertThat(config.httpPort()).isEqualTo(8080);
  }

  @Test
  void aFlagWinsOverTheEnvironment() {
    OperatorConfig config =
        EnvironmentConfig.read(Map.of("SLUICE_HTTP_PORT", "9000"), "--http-port", "9001");
    assertThat(config.httpPort()).isEqualTo(9001);
  }

  @Test
  void anEmptyVariableIsLikeNone() {
    assertThat(EnvironmentConfig.read(Map.of("SLUICE_HTTP_PORT", " ")).httpPort()).isEqualTo(8080);
  }

  @Test
  void runAndVersionHaveHelp() {
    assertThat(help("run")).contains("--prometheus-url=URL", "--sampling-step=DURATION");
    assertThat(help("version")).contains("Prints the version.");
  }

  private static String help(String command) {
    StringWriter out = new StringWriter();
    int status =
        SluiceCommand.commandLine().setOut(new PrintWriter(out)).execute(command, "--help");
    assertThat(status).isZero();
    return out.toString();
  }
}
