package dev.sluice.lab;

import dev.sluice.lab.cluster.ControlPlane;
import dev.sluice.lab.cluster.Images;
import dev.sluice.lab.cluster.Pki;
import dev.sluice.lab.host.AddressPlan;
import dev.sluice.lab.host.Cgroups;
import dev.sluice.lab.host.ConfigTemplates;
import dev.sluice.lab.host.LabPaths;
import dev.sluice.lab.host.NetworkNamespace;
import dev.sluice.lab.host.Supervisor;
import dev.sluice.lab.host.Wait;
import dev.sluice.lab.mesh.ClusterClients;
import dev.sluice.lab.mesh.IstioInstall;
import dev.sluice.lab.mesh.Kubectl;
import dev.sluice.lab.mesh.MeshHealth;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The steps of {@code lab/up} and their dependencies. */
final class BringUp {
  private static final Duration NODE_LIMIT = Duration.ofSeconds(90);
  private static final Duration MESH_LIMIT = Duration.ofSeconds(30);

  private final Provision provision;
  private final LabPaths paths;
  private final AddressPlan addresses;
  private final NetworkNamespace network;
  private final Cgroups cgroups;
  private final Pki pki;
  private final Daemons daemons;
  private final Supervisor supervisor;
  private final Kubectl kubectl;

  BringUp(
      Provision provision,
      LabPaths paths,
      AddressPlan addresses,
      NetworkNamespace network,
      Cgroups cgroups,
      Pki pki,
      Daemons daemons,
      Supervisor supervisor) {
    this.provision = provision;
    this.paths = paths;
    this.addresses = addresses;
    this.network = network;
    this.cgroups = cgroups;
    this.pki = pki;
    this.daemons = daemons;
    this.supervisor = supervisor;
    this.kubectl = new Kubectl(paths);
  }

  BringUpPlan plan() {
    IstioInstall istio = new IstioInstall(paths, kubectl);
    return new BringUpPlan()
        .add("parts", Set.of(), provision::ensure)
        .add("network", Set.of("parts"), this::network)
        .add("certificates", Set.of(), pki::create)
        .add("etcd", Set.of("network"), daemon("etcd"))
        .add("kube-apiserver", Set.of("etcd", "certificates"), daemon("kube-apiserver"))
        .add("containerd", Set.of("network"), daemon("containerd"))
        .add("mesh-images", Set.of("containerd"), images(Provision.MESH_IMAGES))
        .add("images", Set.of("mesh-images"), images(Provision.OTHER_IMAGES))
        .add("cluster-objects", Set.of("kube-apiserver"), this::clusterObjects)
        .add("kube-controller-manager", Set.of("kube-apiserver"), daemon("kube-controller-manager"))
        .add("kube-scheduler", Set.of("kube-apiserver"), daemon("kube-scheduler"))
        .add("kube-proxy", Set.of("kube-apiserver"), daemon("kube-proxy"))
        .add("kubelet", Set.of("kube-apiserver", "containerd"), daemon("kubelet"))
        .add("coredns", Set.of("cluster-objects"), daemon("coredns"))
        .add("prometheus", Set.of("cluster-objects"), daemon("prometheus"))
        .add("node", Set.of("kubelet"), this::node)
        // The installer waits for its pods, but a pod without its image would back off.
        .add(
            "istio",
            Set.of(
                "mesh-images",
                "cluster-objects",
                "kube-controller-manager",
                "kube-scheduler",
                "kubelet",
                "kube-proxy"),
            istio::install)
        .add("istio-metrics", Set.of("istio"), istio::metrics)
        .add("mesh", Set.of("istio-metrics", "coredns"), this::mesh);
  }

  private BringUpPlan.Work daemon(String name) {
    return () -> supervisor.ensure(daemons.get(name));
  }

  private BringUpPlan.Work images(List<String> names) {
    return () -> new Images(paths).loadCached(names);
  }

  private boolean network() {
    cgroups.create();
    boolean fresh = !network.exists();
    network.create();
    return fresh;
  }

  private boolean clusterObjects() {
    return kubectl.apply(
        ConfigTemplates.load(
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
        "the node to be ready (see lab/logs kubelet)",
        NODE_LIMIT,
        () -> kubectl.run(Duration.ofSeconds(20), ready).ok());
    return true;
  }

  /** Tests are meaningless if a proxy rejected its configuration. */
  private boolean mesh() {
    try (KubernetesClient client = ClusterClients.of(paths.adminKubeconfig())) {
      MeshHealth health = new MeshHealth(client);
      if (!Wait.holds(MESH_LIMIT, () -> health.problems().isEmpty())) {
        throw new LabException(
            "mesh",
            "a configuration was rejected: " + String.join("; ", health.problems()),
            "lab/logs istiod names the proxy and the reason. Correct or delete that object, then"
                + " delete the pods named here");
      }
      return false;
    }
  }
}
