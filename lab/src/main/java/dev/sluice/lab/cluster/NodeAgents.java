package dev.sluice.lab.cluster;

import dev.sluice.lab.host.AddressPlan;
import dev.sluice.lab.host.ConfigTemplates;
import dev.sluice.lab.host.Daemon;
import dev.sluice.lab.host.HealthCheck;
import dev.sluice.lab.host.LabPaths;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Command lines of containerd, kubelet, kube-proxy and CoreDNS. */
public final class NodeAgents {
  private static final Duration LIMIT = Duration.ofSeconds(90);

  private final LabPaths paths;
  private final AddressPlan addresses;
  private final Supplier<HttpClient> client;

  /**
   * @param client for health checks over plain HTTP
   */
  public NodeAgents(LabPaths paths, AddressPlan addresses, Supplier<HttpClient> client) {
    this.paths = paths;
    this.addresses = addresses;
    this.client = client;
  }

  public Daemon containerd() {
    return new Daemon(
        "containerd",
        List.of("containerd", "--config=" + paths.config("containerd.toml")),
        Map.of(),
        Map.of(
            paths.config("containerd.toml"), template("containerd.toml"),
            paths.config("cni/10-lab.conflist"), template("cni.json")),
        HealthCheck.unixSocket(paths.containerdSocket()),
        LIMIT);
  }

  public Daemon kubelet() {
    return new Daemon(
        "kubelet",
        List.of(
            program("kubelet"),
            "--config=" + paths.config("kubelet.yaml"),
            "--kubeconfig=" + kubeconfig("system:node:" + ControlPlane.NODE_NAME),
            "--hostname-override=" + ControlPlane.NODE_NAME,
            "--node-ip=" + addresses.nodeAddress(),
            "--root-dir=" + paths.data().resolve("kubelet")),
        Map.of(),
        Map.of(
            paths.config("kubelet.yaml"),
            template("kubelet.yaml"),
            paths.config("resolv.conf"),
            "nameserver " + addresses.dnsServiceAddress() + "\n"),
        HealthCheck.http(client, "http://" + addresses.nodeAddress() + ":10248/healthz"),
        LIMIT);
  }

  public Daemon proxy() {
    return new Daemon(
        "kube-proxy",
        List.of(
            program("kube-proxy"),
            "--config=" + paths.config("kube-proxy.yaml"),
            "--hostname-override=" + ControlPlane.NODE_NAME),
        Map.of(),
        Map.of(paths.config("kube-proxy.yaml"), template("kube-proxy.yaml")),
        HealthCheck.http(client, "http://" + addresses.nodeAddress() + ":10256/healthz"),
        LIMIT);
  }

  public Daemon dns() {
    return new Daemon(
        "coredns",
        List.of(program("coredns"), "-conf=" + paths.config("Corefile")),
        Map.of(),
        Map.of(paths.config("Corefile"), template("Corefile")),
        HealthCheck.http(client, "http://" + addresses.nodeAddress() + ":8181/ready"),
        LIMIT);
  }

  private String template(String file) {
    return ConfigTemplates.load(file, values());
  }

  /** Values for the node's configuration templates. */
  Map<String, String> values() {
    Map<String, String> values = new HashMap<>();
    values.put("name", paths.name());
    values.put("data", paths.data().toString());
    values.put("run", paths.run().toString());
    values.put("config", paths.config("").toString());
    values.put("socket", paths.containerdSocket().toString());
    values.put("authority", paths.pki("ca.crt").toString());
    values.put("certificate", paths.pki("node.crt").toString());
    values.put("key", paths.pki("node.key").toString());
    values.put("nodeAddress", addresses.nodeAddress());
    values.put("podCidr", addresses.podCidr());
    values.put("dnsAddress", addresses.dnsServiceAddress());
    values.put("proxyKubeconfig", kubeconfig("system:kube-proxy"));
    values.put("dnsKubeconfig", kubeconfig("sluice-lab:coredns"));
    return values;
  }

  private String program(String name) {
    return paths.program(name).toString();
  }

  private String kubeconfig(String user) {
    return Pki.kubeconfigFile(paths, user).toString();
  }
}
