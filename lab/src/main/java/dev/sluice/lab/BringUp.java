package dev.sluice.lab;

import dev.sluice.lab.cluster.ControlPlane;
import dev.sluice.lab.cluster.Images;
import dev.sluice.lab.cluster.Pki;
import dev.sluice.lab.host.AddressPlan;
import dev.sluice.lab.host.Cgroups;
import dev.sluice.lab.host.LabPaths;
import dev.sluice.lab.host.NetworkNamespace;
import dev.sluice.lab.host.Supervisor;
import dev.sluice.lab.host.Templates;
import dev.sluice.lab.host.Wait;
import dev.sluice.lab.mesh.IstioInstall;
import dev.sluice.lab.mesh.Kubectl;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What {@code lab/up} does, and what has to wait for what. */
final class BringUp {
  private static final Duration NODE_LIMIT = Duration.ofSeconds(90);

  private final LabPaths paths;
  private final AddressPlan addresses;
  private final Cgroups cgroups;
  private final Pki pki;
  private final Daemons daemons;
  private final Supervisor supervisor;
  private final Kubectl kubectl;

  BringUp(
      LabPaths paths,
      AddressPlan addresses,
      Cgroups cgroups,
      Pki pki,
      Daemons daemons,
      Supervisor supervisor) {
    this.paths = paths;
    this.addresses = addresses;
    this.cgroups = cgroups;
    this.pki = pki;
    this.daemons = daemons;
    this.supervisor = supervisor;
    this.kubectl = new Kubectl(paths);
  }

  StepPlan plan() {
    IstioInstall istio = new IstioInstall(paths, kubectl);
    return new StepPlan()
        .add("network", Set.of(), this::network)
        .add("certificates", Set.of(), pki::create)
        .add("etcd", Set.of("network"), daemon("etcd"))
        .add("kube-apiserver", Set.of("etcd", "certificates"), daemon("kube-apiserver"))
        .add("containerd", Set.of("network"), daemon("containerd"))
        .add("images", Set.of("containerd"), new Images(paths)::loadCache)
        .add("cluster-objects", Set.of("kube-apiserver"), this::clusterObjects)
        .add("kube-controller-manager", Set.of("kube-apiserver"), daemon("kube-controller-manager"))
        .add("kube-scheduler", Set.of("kube-apiserver"), daemon("kube-scheduler"))
        .add("kube-proxy", Set.of("kube-apiserver"), daemon("kube-proxy"))
        .add("kubelet", Set.of("kube-apiserver", "containerd"), daemon("kubelet"))
        .add("coredns", Set.of("cluster-objects"), daemon("coredns"))
        .add("prometheus", Set.of("cluster-objects"), daemon("prometheus"))
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

  private StepPlan.Work daemon(String name) {
    return () -> supervisor.ensure(daemons.get(name));
  }

  private boolean network() {
    cgroups.create();
    NetworkNamespace network = new NetworkNamespace(addresses);
    boolean fresh = !network.exists();
    network.create();
    return fresh;
  }

  private boolean clusterObjects() {
    return kubectl.apply(
        Templates.load(
            "cluster.yaml",
            Map.of(
                "dnsAddress", addresses.dnsServiceAddress(),
                "nodeAddress", addresses.nodeAddress())));
  }

  private boolean node() {
    List<String> ready =
        List.of("wait", "--for=condition=Ready", "node/" + ControlPlane.NODE_NAME, "--timeout=2s");
    if (kubectl.run(Duration.ofSeconds(20), ready).ok()) {
      return false;
    }
    Wait.until(
        "the node to be ready (lab/logs kubelet tells why not)",
        NODE_LIMIT,
        () -> kubectl.run(Duration.ofSeconds(20), ready).ok());
    return true;
  }
}
