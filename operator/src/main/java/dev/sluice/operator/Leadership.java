package dev.sluice.operator;

import dev.sluice.controller.FencedWriter;
import dev.sluice.controller.LeaseSettings;
import dev.sluice.controller.LogEvent;
import dev.sluice.controller.LogLine;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;

/**
 * Leader election: only the holder of the Lease acts. A holder that stops in order releases the
 * Lease, so that the next one takes over within seconds; one that loses it ends its process at
 * once.
 */
final class Leadership {
  private final KubernetesClient client;
  private final String namespace;
  private final String name;
  private final String identity;
  private final Runnable lost;
  private volatile boolean stopping;

  /**
   * A candidate.
   *
   * @param lost called when another process gets the Lease or it cannot be renewed
   */
  Leadership(
      KubernetesClient client, String namespace, String name, String identity, Runnable lost) {
    this.client = client;
    this.namespace = namespace;
    this.name = name;
    this.identity = identity;
    this.lost = lost;
  }

  LeaseSettings settings() {
    return new LeaseSettings(namespace, name, identity, this::started, this::ended);
  }

  private void started() {
    LogLine.of(LogEvent.Leading).with("identity", identity).info();
  }

  private void ended() {
    if (!stopping) {
      LogLine.of(LogEvent.LeadershipLost).with("identity", identity).warn();
      lost.run();
    }
  }

  /** From now on the end of leadership is intended. */
  void stopping() {
    stopping = true;
  }

  /** Releases the Lease if it is held; the caller must not act after it. */
  void release() {
    try {
      Lease lease = client.leases().inNamespace(namespace).withName(name).get();
      if (lease == null || !identity.equals(lease.getSpec().getHolderIdentity())) {
        return;
      }
      lease.getSpec().setHolderIdentity("");
      lease.getSpec().setLeaseDurationSeconds(1);
      client.leases().inNamespace(namespace).resource(lease).update();
      LogLine.of(LogEvent.LeaseReleased).with("identity", identity).info();
    } catch (KubernetesClientException e) {
      LogLine.of(LogEvent.LeaseNotReleased).with("message", FencedWriter.message(e)).warn();
    }
  }
}
