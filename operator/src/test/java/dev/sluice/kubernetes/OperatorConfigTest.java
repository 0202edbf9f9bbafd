package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class OperatorConfigTest {

  @Test
  void everySettingHasADefault() {
    OperatorConfig config = OperatorConfig.from(Map.of());
    assertThat(config.prometheus())
        .isEqualTo(URI.create("http://prometheus.istio-system.svc:9090"));
    assertThat(config.namespaces()).isEmpty();
    assertThat(config.leaseNamespace()).isEmpty();
    assertThat(config.httpPort()).isEqualTo(8080);
    assertThat(config.logLevel()).isEqualTo("info");
    assertThat(config.instance()).isNotEmpty();
  }

  @Test
  void everySettingIsRead() {
    OperatorConfig config =
        OperatorConfig.from(
            Map.of(
                "SLUICE_PROMETHEUS_URL", "https://metrics.example/prom",
                "SLUICE_NAMESPACES", "shop, billing,shop",
                "SLUICE_LEASE_NAMESPACE", "sluice-system",
                "SLUICE_LEASE_NAME", "leader",
                "SLUICE_PAUSE_POLICY", "pause",
                "SLUICE_SERVICE_ACCOUNT", "system:serviceaccount:a:b",
                "SLUICE_HTTP_PORT", "9000",
                "SLUICE_LOG_LEVEL", "DEBUG",
                "POD_NAME", "sluice-0"));
    assertThat(config)
        .isEqualTo(
            new OperatorConfig(
                URI.create("https://metrics.example/prom"),
                java.util.Set.of("shop", "billing"),
                "sluice-system",
                "leader",
                "sluice-0",
                "pause",
                "system:serviceaccount:a:b",
                9000,
                "debug"));
  }

  @Test
  void everyMistakeIsNamedAtOnce() {
    assertThatExceptionOfType(OperatorConfig.Invalid.class)
        .isThrownBy(
            () ->
                OperatorConfig.from(
                    Map.of(
                        "SLUICE_NAMESPACE", "shop",
                        "SLUICE_PROMETHEUS_URL", "prometheus:9090",
                        "SLUICE_HTTP_PORT", "99999",
                        "SLUICE_LOG_LEVEL", "loud")))
        .withMessageContaining("SLUICE_NAMESPACE is unknown; did you mean SLUICE_NAMESPACES?")
        .withMessageContaining("SLUICE_PROMETHEUS_URL=\"prometheus:9090\" cannot be used")
        .withMessageContaining("SLUICE_HTTP_PORT=\"99999\" cannot be used")
        .withMessageContaining("SLUICE_LOG_LEVEL=\"loud\" cannot be used");
  }

  @Test
  void whatKubernetesSetsForAServiceOfTheNameIsNoMistake() {
    OperatorConfig config =
        OperatorConfig.from(
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

  /** {@code mvn -pl operator -am test -Dtest=OperatorConfigTest -Dsluice.update=true} writes it. */
  @Test
  void theReferencePageIsUpToDate() throws IOException {
    Path page = Path.of("..", "docs", "configuration.md");
    if (Boolean.getBoolean("sluice.update")) {
      Files.createDirectories(page.getParent());
      Files.writeString(page, reference());
    }
    assertThat(page)
        .as(
            "run: mvn -pl operator -am test -Dtest=OperatorConfigTest -Dsurefire.failIfNoSpecifiedTests=false -Dsluice.update=true")
        .hasContent(reference());
  }

  private static String reference() {
    String rows =
        Arrays.stream(Setting.values())
            .map(
                setting ->
                    "| `%s` | %s | %s |"
                        .formatted(
                            setting.variable(),
                            setting.absent().isEmpty() ? "" : "`" + setting.absent() + "`",
                            setting.description()))
            .collect(Collectors.joining("\n"));
    return """
        # Configuration of the operator

        Environment variables. The chart sets them from its values. A variable that begins with `SLUICE_` and is
        not in this table ends the operator at once, with the name that comes nearest. This page is made from the code.

        | Variable | Default | Meaning |
        |---|---|---|
        %s
        """
        .formatted(rows);
  }
}
