package dev.sluice.operator;

import dev.sluice.controller.FencedWriter;
import dev.sluice.controller.LogLine;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;

/**
 * Who acts, of several Sluices: the holder of a Lease. A holder that stops in order gives the Lease
 * away, so that the next one takes over within seconds; one that loses it ends its process at once.
 */
final class Leadership {
  private final KubernetesClient client;
  private final String namespace;
  private final String name;
  private final String identity;
  private final Runnable lost;
  private volatile boolean leading;
  private volatile boolean stopping;

  /**
   * A candidate.
   *
   * @param lost called when the Lease is lost to somebody else or cannot be renewed
   */
  Leadership(
      KubernetesClient client, String namespace, String name, String identity, Runnable lost) {
    this.client = client;
    this.namespace = namespace;
    this.name = name;
    this.identity = identity;
    this.lost = lost;
  }

  LeaderElectionConfiguration configuration() {
    return LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(name)
        .withLeaseNamespace(namespace)
        .withIdentity(identity)
        // The framework's own exit waits for the shutdown hook, which waits for the framework.
        .withExitOnStopLeading(false)
        .withLeaderCallbacks(new LeaderCallbacks(this::begun, this::ended, leader -> {}))
        .build();
  }

  boolean leading() {
    return leading;
  }

  private void begun() {
    leading = true;
    LogLine.of("Leading").with("identity", identity).info();
  }

  private void ended() {
    leading = false;
    if (!stopping) {
      LogLine.of("LeadershipLost").with("identity", identity).warn();
      lost.run();
    }
  }

  /** From now on the end of leadership is meant. */
  void stopping() {
    stopping = true;
  }

  /** Gives the Lease away if it is held; the caller acts no more. */
  void release() {
    try {
      Lease lease = client.leases().inNamespace(namespace).withName(name).get();
      if (lease == null || !identity.equals(lease.getSpec().getHolderIdentity())) {
        return;
      }
      lease.getSpec().setHolderIdentity("");
      lease.getSpec().setLeaseDurationSeconds(1);
      client.leases().inNamespace(namespace).resource(lease).update();
      LogLine.of("LeaseReleased").with("identity", identity).info();
    } catch (KubernetesClientException e) {
      LogLine.of("LeaseNotReleased").with("message", FencedWriter.said(e)).warn();
    }
  }
}
