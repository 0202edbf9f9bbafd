package dev.sluice.lab;

import dev.sluice.lab.cluster.ControlPlane;
import dev.sluice.lab.cluster.NodeAgents;
import dev.sluice.lab.cluster.Pki;
import dev.sluice.lab.host.AddressPlan;
import dev.sluice.lab.host.Daemon;
import dev.sluice.lab.host.LabPaths;
import dev.sluice.lab.mesh.PrometheusServer;
import java.net.http.HttpClient;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The host processes of the lab by name, in dependency order. */
final class Daemons {
  private final Map<String, Daemon> byName = new LinkedHashMap<>();

  Daemons(LabPaths paths, AddressPlan addresses, Pki pki) {
    Supplier<HttpClient> client = new TrustingClient(pki);
    ControlPlane control = new ControlPlane(paths, addresses, client);
    NodeAgents node = new NodeAgents(paths, addresses, client);
    for (Daemon daemon :
        List.of(
            control.etcd(),
            control.apiServer(),
            control.controllerManager(),
            control.scheduler(),
            node.containerd(),
            node.kubelet(),
            node.proxy(),
            node.dns(),
            new PrometheusServer(paths, addresses, client).daemon())) {
      byName.put(daemon.name(), daemon);
    }
  }

  /**
   * Returns the daemon with this name.
   *
   * @throws LabException if there is none
   */
  Daemon get(String name) {
    Daemon daemon = byName.get(name);
    if (daemon == null) {
      throw new LabException(
          "lab", "no part is called \"" + name + "\"", "name one of " + byName.keySet());
    }
    return daemon;
  }

  boolean has(String name) {
    return byName.containsKey(name);
  }

  List<Daemon> all() {
    return List.copyOf(byName.values());
  }
}
