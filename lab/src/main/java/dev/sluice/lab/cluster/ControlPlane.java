package dev.sluice.lab.cluster;

import dev.sluice.lab.host.AddressPlan;
import dev.sluice.lab.host.ConfigTemplates;
import dev.sluice.lab.host.Daemon;
import dev.sluice.lab.host.HealthCheck;
import dev.sluice.lab.host.LabPaths;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Command lines of etcd, kube-apiserver, kube-controller-manager and kube-scheduler. */
public final class ControlPlane {
  /** The only node. */
  public static final String NODE_NAME = "sluice-lab";

  private static final Duration LIMIT = Duration.ofSeconds(90);

  private final LabPaths paths;
  private final AddressPlan addresses;
  private final Supplier<HttpClient> client;

  /**
   * @param client trusts the lab's authority; first used by a health check
   */
  public ControlPlane(LabPaths paths, AddressPlan addresses, Supplier<HttpClient> client) {
    this.paths = paths;
    this.addresses = addresses;
    this.client = client;
  }

  /** URL of the API server for the lab and the host. */
  public static String url(AddressPlan addresses) {
    return "https://" + addresses.nodeAddress() + ":6443";
  }

  /** etcd. Listens on the loopback interface of the lab's network namespace only. */
  public Daemon etcd() {
    String metrics = "http://" + addresses.nodeAddress() + ":2381";
    return new Daemon(
        "etcd",
        List.of(
            program("etcd"),
            "--name=lab",
            "--data-dir=" + paths.data().resolve("etcd"),
            "--listen-client-urls=http://127.0.0.1:2379",
            "--advertise-client-urls=http://127.0.0.1:2379",
            "--listen-peer-urls=http://127.0.0.1:2380",
            "--initial-advertise-peer-urls=http://127.0.0.1:2380",
            "--initial-cluster=lab=http://127.0.0.1:2380",
            "--listen-metrics-urls=" + metrics,
            "--log-level=warn",
            // A power failure may lose the lab's state; speed matters more.
            "--unsafe-no-fsync"),
        Map.of(),
        Map.of(),
        HealthCheck.http(client, metrics + "/readyz"),
        LIMIT);
  }

  /** kube-apiserver, with an audit log of every write. */
  public Daemon apiServer() {
    return new Daemon(
        "kube-apiserver",
        List.of(
            program("kube-apiserver"),
            "--etcd-servers=http://127.0.0.1:2379",
            "--advertise-address=" + addresses.nodeAddress(),
            "--bind-address=0.0.0.0",
            "--secure-port=6443",
            "--tls-cert-file=" + paths.pki("apiserver.crt"),
            "--tls-private-key-file=" + paths.pki("apiserver.key"),
            "--client-ca-file=" + paths.pki("ca.crt"),
            "--service-cluster-ip-range=" + addresses.serviceCidr(),
            "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
            "--service-account-key-file=" + paths.pki("service-account.crt"),
            "--service-account-signing-key-file=" + paths.pki("service-account.key"),
            "--authorization-mode=Node,RBAC",
            "--enable-admission-plugins=NodeRestriction",
            "--allow-privileged=true",
            "--kubelet-preferred-address-types=InternalIP",
            "--kubelet-certificate-authority=" + paths.pki("ca.crt"),
            "--kubelet-client-certificate=" + paths.pki("kubelet-client.crt"),
            "--kubelet-client-key=" + paths.pki("kubelet-client.key"),
            "--audit-policy-file=" + paths.config("audit-policy.yaml"),
            "--audit-log-path=" + paths.auditLog(),
            "--audit-log-maxsize=1000",
            "--audit-log-maxbackup=2",
            "--shutdown-delay-duration=0s"),
        Map.of(),
        Map.of(
            paths.config("audit-policy.yaml"), ConfigTemplates.load("audit-policy.yaml", Map.of())),
        HealthCheck.http(client, url(addresses) + "/readyz"),
        LIMIT);
  }

  public Daemon controllerManager() {
    String kubeconfig = kubeconfig("system:kube-controller-manager");
    return new Daemon(
        "kube-controller-manager",
        List.of(
            program("kube-controller-manager"),
            "--kubeconfig=" + kubeconfig,
            "--authentication-kubeconfig=" + kubeconfig,
            "--authorization-kubeconfig=" + kubeconfig,
            "--bind-address=" + addresses.nodeAddress(),
            "--tls-cert-file=" + paths.pki("node.crt"),
            "--tls-private-key-file=" + paths.pki("node.key"),
            "--root-ca-file=" + paths.pki("ca.crt"),
            "--service-account-private-key-file=" + paths.pki("service-account.key"),
            "--cluster-signing-cert-file=" + paths.pki("ca.crt"),
            "--cluster-signing-key-file=" + paths.pki("ca.key"),
            "--cluster-cidr=" + addresses.podCidr(),
            "--allocate-node-cidrs=false",
            "--use-service-account-credentials=true",
            "--leader-elect=false"),
        Map.of(),
        Map.of(),
        HealthCheck.http(client, "https://" + addresses.nodeAddress() + ":10257/healthz"),
        LIMIT);
  }

  public Daemon scheduler() {
    String kubeconfig = kubeconfig("system:kube-scheduler");
    return new Daemon(
        "kube-scheduler",
        List.of(
            program("kube-scheduler"),
            "--kubeconfig=" + kubeconfig,
            "--authentication-kubeconfig=" + kubeconfig,
            "--authorization-kubeconfig=" + kubeconfig,
            "--bind-address=" + addresses.nodeAddress(),
            "--tls-cert-file=" + paths.pki("node.crt"),
            "--tls-private-key-file=" + paths.pki("node.key"),
            "--leader-elect=false"),
        Map.of(),
        Map.of(),
        HealthCheck.http(client, "https://" + addresses.nodeAddress() + ":10259/healthz"),
        LIMIT);
  }

  private String program(String name) {
    return paths.program(name).toString();
  }

  private String kubeconfig(String user) {
    return Pki.kubeconfigFile(paths, user).toString();
  }
}
