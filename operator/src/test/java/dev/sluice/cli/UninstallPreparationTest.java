package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.sluice.operator.Clients;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UninstallPreparationTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private HttpServer server;
  private int code;
  private String body;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(code, bytes.length);
          try (exchange) {
            exchange.getResponseBody().write(bytes);
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void aMissingDefinitionCountsAsNone() {
    code = 404;
    body = "404 page not found\n";
    assertThat(check(Set.of())).isEqualTo(UninstallPreparation.READY);
    assertThat(out).hasToString("No CanaryReleases exist." + System.lineSeparator());
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void aNamespaceWithoutRightsIsNamedAndNotCountedAsEmpty() {
    code = 403;
    body = "{\"kind\": \"Status\", \"apiVersion\": \"v1\", \"code\": 403, \"message\": \"no\"}";
    assertThatThrownBy(() -> check(Set.of("shop")))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageStartingWith("CanaryReleases in namespace shop cannot be listed: forbidden.");
  }

  private int check(Set<String> namespaces) {
    try (KubernetesClient client =
        Clients.noRetryClient(
            new ConfigBuilder(io.fabric8.kubernetes.client.Config.empty())
                .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                .build())) {
      return new UninstallPreparation(namespaces, Duration.ZERO, "", "", Optional.empty())
          .check(client, new PrintWriter(out, true), new PrintWriter(err, true));
    }
  }

  @Test
  void aLeaseThatIsReleasedOrNotRenewedHasNoOperator() {
    assertThat(UninstallPreparation.isHeld(null, NOW)).isFalse();
    assertThat(UninstallPreparation.isHeld(new Lease(), NOW)).isFalse();
    assertThat(UninstallPreparation.isHeld(lease("", NOW), NOW)).isFalse();
    assertThat(UninstallPreparation.isHeld(lease("sluice-1", NOW.minusSeconds(40)), NOW)).isTrue();
    assertThat(UninstallPreparation.isHeld(lease("sluice-1", NOW.minusSeconds(46)), NOW)).isFalse();
  }

  private static Lease lease(String holder, Instant renewed) {
    return new LeaseBuilder()
        .withNewSpec()
        .withHolderIdentity(holder)
        .withLeaseDurationSeconds(15)
        .withRenewTime(renewed.atZone(ZoneOffset.UTC))
        .endSpec()
        .build();
  }
}
