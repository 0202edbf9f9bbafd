package dev.sluice.lab;

import dev.sluice.lab.cluster.Images;
import dev.sluice.lab.cluster.Pki;
import dev.sluice.lab.host.AddressPlan;
import dev.sluice.lab.host.Cgroups;
import dev.sluice.lab.host.HostSupport;
import dev.sluice.lab.host.LabLock;
import dev.sluice.lab.host.LabPaths;
import dev.sluice.lab.host.NetworkNamespace;
import dev.sluice.lab.host.Shell;
import dev.sluice.lab.host.Supervisor;
import dev.sluice.lab.host.Teardown;
import dev.sluice.lab.mesh.ClusterClients;
import dev.sluice.lab.mesh.InstantQuery;
import dev.sluice.lab.mesh.MeshHealth;
import dev.sluice.lab.mesh.PrometheusServer;
import dev.sluice.lab.parts.LabCache;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A local Kubernetes cluster with Istio and Prometheus. All methods work from the host, outside the
 * lab's network namespace.
 */
public final class Lab {
  private static final Duration COMMAND_LIMIT = Duration.ofMinutes(5);
  private static final Duration DOWN_LIMIT = Duration.ofSeconds(30);

  private final LabPaths paths;
  private final AddressPlan addresses;
  private final Consumer<String> progress;
  private final NetworkNamespace network;
  private final Cgroups cgroups;
  private final Pki pki;
  private final Daemons daemons;
  private final Supervisor supervisor;

  /**
   * @param environment {@code SLUICE_LAB_NAME} (default sluice-lab; each name is a separate lab),
   *     {@code SLUICE_LAB_NETWORK} (first two numbers of its /16, default 10.210), {@code
   *     SLUICE_LAB_STATE} and {@code SLUICE_LAB_CACHE} are read
   * @param progress receives a line for every part that comes up
   * @throws LabException if the lab cannot run on this machine
   */
  public Lab(Map<String, String> environment, Consumer<String> progress) {
    HostSupport.obstacle()
        .ifPresent(
            obstacle -> {
              throw new LabException("lab", "cannot run here", obstacle);
            });
    this.paths = LabPaths.from(environment);
    this.addresses = new AddressPlan(environment.getOrDefault("SLUICE_LAB_NETWORK", "10.210"));
    this.progress = progress;
    this.network = new NetworkNamespace(paths.name(), addresses);
    this.cgroups = Cgroups.discover(paths.name());
    this.pki = new Pki(paths, addresses);
    this.daemons = new Daemons(paths, addresses, pki);
    this.supervisor = new Supervisor(paths, network, cgroups);
  }

  /** The lab of this machine and user. */
  public static Lab local(Consumer<String> progress) {
    return new Lab(System.getenv(), progress);
  }

  /** Starts every part that is missing or unhealthy. Fast when all parts are healthy. */
  public void up() {
    Provision provision = new Provision(new LabCache(paths.cache()), progress);
    try (LabLock held = lock()) {
      new BringUp(provision, paths, addresses, network, cgroups, pki, daemons, supervisor)
          .plan()
          .run(progress);
    }
  }

  /** Stops everything and deletes the cluster's state. Keeps the cache of built parts. */
  public void down() {
    try (LabLock held = lock()) {
      cgroups.delete(DOWN_LIMIT);
      Teardown teardown = new Teardown(paths);
      teardown.unmount();
      network.delete();
      teardown.deleteState();
    }
  }

  // In the cache, because "down" deletes everything else.
  private LabLock lock() {
    return LabLock.take(paths.cache().resolve(paths.name() + ".lock"), progress);
  }

  /** The status of each part, in start order. */
  public List<PartStatus> status() {
    return new LabStatus(paths, supervisor, daemons, network).look();
  }

  /**
   * Stops one host process, such as {@code prometheus}. Its data stays; {@link #start} or {@link
   * #up} starts it again.
   */
  public void stop(String part) {
    supervisor.stop(daemons.get(part).name());
  }

  /** Starts one host process and waits until it is healthy. */
  public void start(String part) {
    supervisor.ensure(daemons.get(part));
  }

  /** The log file of a host process. */
  public Path log(String part) {
    return paths.log(daemons.get(part).name());
  }

  /** Whether a part is a host process, and so has {@link #log}, {@link #stop}, {@link #start}. */
  public boolean isHostProcess(String part) {
    return daemons.has(part);
  }

  /** A client as the cluster's admin. The caller closes it. */
  public KubernetesClient client() {
    return ClusterClients.of(paths.adminKubeconfig());
  }

  /** The admin's kubeconfig; its server is reachable from the host. */
  public Path kubeconfig() {
    return paths.adminKubeconfig();
  }

  /** Where the API server writes one JSON line for every write request. */
  public Path auditLog() {
    return paths.auditLog();
  }

  /** Runs kubectl. A failure is returned, not thrown. */
  public Shell.CommandResult kubectl(String... arguments) {
    return tool("kubectl", arguments);
  }

  /** Runs istioctl. A failure is returned, not thrown. */
  public Shell.CommandResult istioctl(String... arguments) {
    return tool("istioctl", arguments);
  }

  /** Runs helm. A failure is returned, not thrown. */
  public Shell.CommandResult helm(String... arguments) {
    return tool("helm", arguments);
  }

  private Shell.CommandResult tool(String name, String... arguments) {
    List<String> command = new ArrayList<>(List.of(paths.program(name).toString()));
    command.addAll(List.of(arguments));
    return Shell.run(
        COMMAND_LIMIT, Map.of("KUBECONFIG", paths.adminKubeconfig().toString()), command);
  }

  /** Runs an instant query. */
  public List<InstantQuery.LabeledValue> prometheus(String expression) {
    return new InstantQuery(prometheusUrl()).ask(expression);
  }

  /** URL of Prometheus for the host; pods use {@code prometheus.istio-system.svc:9090}. */
  public String prometheusUrl() {
    return PrometheusServer.url(addresses);
  }

  /** Loads an image archive (Jib's or {@code docker save}'s) into the node. */
  public void loadImage(Path archive) {
    new Images(paths).load(archive);
  }

  /** Configurations that a proxy or istiod rejected; empty on a healthy mesh. */
  public List<String> meshProblems() {
    try (KubernetesClient client = client()) {
      return new MeshHealth(client).problems();
    }
  }
}
