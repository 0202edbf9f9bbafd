package dev.sluice.lab;

import dev.sluice.lab.cluster.ControlPlane;
import dev.sluice.lab.host.Daemon;
import dev.sluice.lab.host.LabPaths;
import dev.sluice.lab.host.NetworkNamespace;
import dev.sluice.lab.host.Supervisor;
import dev.sluice.lab.mesh.ClusterClients;
import dev.sluice.lab.mesh.MeshHealth;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks every part of the lab. */
final class LabStatus {
  private final LabPaths paths;
  private final Supervisor supervisor;
  private final Daemons daemons;
  private final NetworkNamespace network;

  LabStatus(LabPaths paths, Supervisor supervisor, Daemons daemons, NetworkNamespace network) {
    this.paths = paths;
    this.supervisor = supervisor;
    this.daemons = daemons;
    this.network = network;
  }

  List<PartStatus> look() {
    List<PartStatus> parts = new ArrayList<>();
    parts.add(plain("network", network.exists() ? Optional.empty() : Optional.of("no namespace")));
    for (Daemon daemon : daemons.all()) {
      parts.add(process(daemon));
    }
    boolean served =
        parts.stream()
            .filter(part -> part.name().equals("kube-apiserver"))
            .allMatch(part -> part.problem().isEmpty());
    if (served) {
      inCluster(parts);
    } else {
      for (String name : List.of("node", "istiod", "istio-ingressgateway", "mesh")) {
        parts.add(plain(name, Optional.of("unknown: no kube-apiserver")));
      }
    }
    return parts;
  }

  private PartStatus process(Daemon daemon) {
    Optional<Supervisor.RunningProcess> running = supervisor.running(daemon.name());
    return new PartStatus(
        daemon.name(),
        running.map(Supervisor.RunningProcess::pid),
        running.map(Supervisor.RunningProcess::since),
        running.isEmpty() ? Optional.of("not running") : daemon.health().problem());
  }

  private void inCluster(List<PartStatus> parts) {
    try (KubernetesClient client = ClusterClients.of(paths.adminKubeconfig())) {
      var node = client.nodes().withName(ControlPlane.NODE_NAME);
      parts.add(plain("node", node.isReady() ? Optional.empty() : Optional.of("not Ready")));
      parts.add(deployment(client, "istiod"));
      parts.add(deployment(client, "istio-ingressgateway"));
      List<String> rejected = new MeshHealth(client).problems();
      parts.add(
          plain(
              "mesh",
              rejected.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", rejected))));
    } catch (KubernetesClientException e) {
      parts.add(plain("cluster", Optional.of(e.getMessage())));
    }
  }

  private static PartStatus deployment(KubernetesClient client, String name) {
    Deployment found = client.apps().deployments().inNamespace("istio-system").withName(name).get();
    if (found == null) {
      return plain(name, Optional.of("not installed"));
    }
    Instant since = Instant.parse(found.getMetadata().getCreationTimestamp());
    boolean ready = client.resource(found).isReady();
    return new PartStatus(
        name,
        Optional.empty(),
        Optional.of(since),
        ready ? Optional.empty() : Optional.of("not available"));
  }

  private static PartStatus plain(String name, Optional<String> problem) {
    return new PartStatus(name, Optional.empty(), Optional.empty(), problem);
  }
}
