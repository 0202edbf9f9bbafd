package dev.sluice.lab.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.lab.host.AddressPlan;
import dev.sluice.lab.host.Daemon;
import dev.sluice.lab.host.LabPaths;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ConfigurationTest {
  private final LabPaths paths =
      LabPaths.from(Map.of("SLUICE_LAB_STATE", "/state", "SLUICE_LAB_CACHE", "/cache"));
  private final AddressPlan addresses = new AddressPlan("10.77");
  private final ControlPlane control =
      new ControlPlane(paths, addresses, HttpClient::newHttpClient);
  private final NodeAgents node = new NodeAgents(paths, addresses, HttpClient::newHttpClient);

  @Test
  void everyDaemonKeepsToTheStateDirectory() {
    for (Daemon daemon : all()) {
      assertThat(daemon.files().keySet())
          .as(daemon.name())
          .allMatch(file -> file.startsWith(Path.of("/state/config")));
      assertThat(String.join(" ", daemon.files().values()))
          .as(daemon.name())
          .doesNotContain("{{")
          .doesNotContain("/var/lib/sluice-lab")
          .doesNotContain("10.210.");
    }
  }

  @Test
  void theApiServerAdvertisesTheNodeAndAuditsWrites() {
    Daemon server = control.apiServer();
    assertThat(server.command())
        .contains(
            "--advertise-address=10.77.1.1",
            "--service-cluster-ip-range=10.77.16.0/20",
            "--authorization-mode=Node,RBAC",
            "--kubelet-preferred-address-types=InternalIP",
            "--audit-log-path=/state/logs/audit.log");
    JsonNode policy = yaml(server, "audit-policy.yaml");
    assertThat(policy.path("rules").path(0).path("verbs").toString())
        .isEqualTo("[\"create\",\"update\",\"patch\",\"delete\",\"deletecollection\"]");
    assertThat(policy.path("rules").path(1).path("level").asText()).isEqualTo("None");
  }

  @Test
  void theKubeletKeepsPodsInTheLabsOwnControlGroup() {
    JsonNode config = yaml(node.kubelet(), "kubelet.yaml");
    assertThat(config.path("cgroupRoot").asText()).isEqualTo("/sluice-lab");
    assertThat(config.path("failCgroupV1").asBoolean(true)).isFalse();
    assertThat(config.path("clusterDNS").path(0).asText()).isEqualTo("10.77.16.10");
    assertThat(config.path("containerRuntimeEndpoint").asText())
        .isEqualTo("unix:///state/run/containerd.sock");
  }

  @Test
  void podsGetAddressesOfThePlan() {
    JsonNode network = yaml(node.containerd(), "10-lab.conflist");
    assertThat(network.at("/plugins/0/ipam/ranges/0/0/subnet").asText()).isEqualTo("10.77.32.0/20");
    assertThat(network.at("/plugins/0/hairpinMode").asBoolean()).isTrue();
  }

  private List<Daemon> all() {
    return Stream.of(
            control.etcd(),
            control.apiServer(),
            control.controllerManager(),
            control.scheduler(),
            node.containerd(),
            node.kubelet(),
            node.proxy(),
            node.dns())
        .toList();
  }

  private static JsonNode yaml(Daemon daemon, String file) {
    return daemon.files().entrySet().stream()
        .filter(entry -> entry.getKey().endsWith(file))
        .map(entry -> Serialization.unmarshal(entry.getValue(), JsonNode.class))
        .findFirst()
        .orElseThrow();
  }
}
