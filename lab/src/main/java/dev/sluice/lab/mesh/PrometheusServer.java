package dev.sluice.lab.mesh;

import dev.sluice.lab.host.AddressPlan;
import dev.sluice.lab.host.ConfigTemplates;
import dev.sluice.lab.host.Daemon;
import dev.sluice.lab.host.HealthCheck;
import dev.sluice.lab.host.LabPaths;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Prometheus, a process on the node, available as Service istio-system/prometheus. */
public final class PrometheusServer {
  private final LabPaths paths;
  private final AddressPlan addresses;
  private final Supplier<HttpClient> client;

  public PrometheusServer(LabPaths paths, AddressPlan addresses, Supplier<HttpClient> client) {
    this.paths = paths;
    this.addresses = addresses;
    this.client = client;
  }

  /** URL of the server for the host and the node. */
  public static String url(AddressPlan addresses) {
    return "http://" + addresses.nodeAddress() + ":9090";
  }

  public Daemon daemon() {
    Path config = paths.config("prometheus.yaml");
    Path kubeconfig = paths.kubeconfig("sluice-lab-prometheus.kubeconfig");
    return new Daemon(
        "prometheus",
        List.of(
            paths.program("prometheus").toString(),
            "--config.file=" + config,
            "--storage.tsdb.path=" + paths.data().resolve("prometheus"),
            "--storage.tsdb.retention.time=1d",
            "--web.listen-address=" + addresses.nodeAddress() + ":9090",
            "--web.enable-lifecycle",
            "--log.level=warn"),
        Map.of(),
        Map.of(
            config,
            ConfigTemplates.load("prometheus.yaml", Map.of("kubeconfig", kubeconfig.toString()))),
        HealthCheck.http(client, url(addresses) + "/-/ready"),
        Duration.ofSeconds(60));
  }
}
