package dev.sluice.lab;

import dev.sluice.lab.cluster.ControlPlane;
import dev.sluice.lab.cluster.Images;
import dev.sluice.lab.cluster.NodeAgents;
import dev.sluice.lab.cluster.Pki;
import dev.sluice.lab.host.AddressPlan;
import dev.sluice.lab.host.Cgroups;
import dev.sluice.lab.host.Daemon;
import dev.sluice.lab.host.LabPaths;
import dev.sluice.lab.host.NetworkNamespace;
import dev.sluice.lab.host.Supervisor;
import dev.sluice.lab.host.Teardown;
import dev.sluice.lab.host.Templates;
import dev.sluice.lab.host.Wait;
import dev.sluice.lab.mesh.IstioInstall;
import dev.sluice.lab.mesh.Kubectl;
import dev.sluice.lab.mesh.PrometheusServer;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A local Kubernetes with Istio and Prometheus: up, down, and each part alone. */
public final class Lab {
  private static final Duration NODE_LIMIT = Duration.ofSeconds(90);

  private final LabPaths paths;
  private final AddressPlan addresses;
  private final Consumer<String> progress;
  private final Cgroups cgroups;
  private final Supervisor supervisor;
  private final NetworkNamespace network;
  private final Pki pki;
  private final ControlPlane controlPlane;
  private final NodeAgents node;
  private final PrometheusServer prometheus;
  private final Kubectl kubectl;
  private final IstioInstall istio;
  private final Images images;

  /**
   * @param progress gets a line for every part that comes up
   */
  public Lab(Map<String, String> environment, Consumer<String> progress) {
    this.paths = LabPaths.from(environment);
    this.addresses = new AddressPlan(environment.getOrDefault("SLUICE_LAB_NETWORK", "10.210"));
    this.progress = progress;
    this.cgroups = Cgroups.discover();
    this.supervisor = new Supervisor(paths, cgroups);
    this.network = new NetworkNamespace(addresses);
    this.pki = new Pki(paths, addresses);
    Supplier<HttpClient> client = new TrustingClient(pki);
    this.controlPlane = new ControlPlane(paths, addresses, client);
    this.node = new NodeAgents(paths, addresses, client);
    this.prometheus = new PrometheusServer(paths, addresses, client);
    this.kubectl = new Kubectl(paths);
    this.istio = new IstioInstall(paths, kubectl);
    this.images = new Images(paths);
  }

  /** Brings up whatever is missing or does not work. */
  public void up() {
    plan().run(progress);
  }

  private StepPlan plan() {
    return new StepPlan()
        .add("network", Set.of(), this::network)
        .add("certificates", Set.of(), this::certificates)
        .add("etcd", Set.of("network"), () -> ensure(controlPlane.etcd()))
        .add(
            "kube-apiserver",
            Set.of("etcd", "certificates"),
            () -> ensure(controlPlane.apiServer()))
        .add("containerd", Set.of("network"), () -> ensure(node.containerd()))
        .add("images", Set.of("containerd"), images::loadCache)
        .add("cluster-objects", Set.of("kube-apiserver"), this::clusterObjects)
        .add(
            "kube-controller-manager",
            Set.of("kube-apiserver"),
            () -> ensure(controlPlane.controllerManager()))
        .add("kube-scheduler", Set.of("kube-apiserver"), () -> ensure(controlPlane.scheduler()))
        .add("kube-proxy", Set.of("kube-apiserver"), () -> ensure(node.proxy()))
        .add("kubelet", Set.of("kube-apiserver", "containerd"), () -> ensure(node.kubelet()))
        .add("coredns", Set.of("cluster-objects"), () -> ensure(node.dns()))
        .add("prometheus", Set.of("cluster-objects"), () -> ensure(prometheus.daemon()))
        .add("node", Set.of("kubelet"), this::node)
        .add(
            "istio",
            Set.of(
                "node",
                "images",
                "cluster-objects",
                "kube-controller-manager",
                "kube-scheduler",
                "kube-proxy",
                "coredns"),
            istio::install)
        .add("istio-metrics", Set.of("istio"), istio::metrics);
  }

  private boolean network() {
    cgroups.create();
    boolean fresh = !network.exists();
    network.create();
    return fresh;
  }

  private boolean certificates() {
    pki.create();
    return true;
  }

  private boolean clusterObjects() {
    kubectl.apply(
        Templates.load(
            "cluster.yaml",
            Map.of(
                "dnsAddress", addresses.dnsServiceAddress(),
                "nodeAddress", addresses.nodeAddress())));
    return true;
  }

  private boolean node() {
    List<String> ready =
        List.of("wait", "--for=condition=Ready", "node/" + ControlPlane.NODE_NAME, "--timeout=2s");
    Wait.until(
        "the node to be ready (lab/logs kubelet tells why not)",
        NODE_LIMIT,
        () -> kubectl.run(Duration.ofSeconds(20), ready).ok());
    return true;
  }

  private boolean ensure(Daemon daemon) {
    return supervisor.ensure(daemon);
  }

  /** Takes everything down and deletes the cluster's state. The cache of programs stays. */
  public void down() {
    cgroups.delete(Duration.ofSeconds(30));
    Teardown teardown = new Teardown(paths);
    teardown.unmount();
    network.delete();
    teardown.deleteState();
  }
}
