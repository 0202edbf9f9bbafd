package dev.sluice.cli;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Checks that Sluice can be uninstalled, or makes it so.
 *
 * @param namespaces that the installation manages; empty for all
 * @param timeout how long to wait for what is deleted
 * @param leaseNamespace namespace of the operator's Lease; empty if it is not known
 * @param leaseName name of that Lease
 * @param helm what is being uninstalled, if it is known
 */
record UninstallPreparation(
    Set<String> namespaces,
    Duration timeout,
    String leaseNamespace,
    String leaseName,
    Optional<HelmRelease> helm) {
  static final int READY = 0;
  static final int NOT_READY = 1;

  private static final Duration POLL = Duration.ofSeconds(1);

  /** Clocks of two nodes differ, and a new leader needs some time. */
  private static final Duration LEASE_TOLERANCE = Duration.ofSeconds(30);

  /** Refuses while CanaryReleases exist. Returns the exit status. */
  int check(KubernetesClient client, PrintWriter out, PrintWriter err) {
    List<ManagedRelease> existing = new ManagedReleases(client, namespaces).list();
    if (existing.isEmpty()) {
      out.println(UninstallText.none());
      return READY;
    }
    err.println(UninstallText.refused(existing, namespaces.isEmpty(), helm));
    return NOT_READY;
  }

  /** Deletes all CanaryReleases and waits for the operator. Returns the exit status. */
  int giveBack(KubernetesClient client, PrintWriter out, PrintWriter err)
      throws InterruptedException {
    long start = System.nanoTime();
    ManagedReleases releases = new ManagedReleases(client, namespaces);
    List<ManagedRelease> existing = releases.list();
    GiveBack giveBack = new GiveBack(existing);
    for (ManagedRelease release : existing) {
      releases.delete(release).ifPresent(message -> giveBack.rejected(release, message));
    }
    while (true) {
      giveBack.observe(releases.list()).forEach(gone -> out.println(UninstallText.gone(gone)));
      out.flush();
      Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
      if (giveBack.isFinished() || elapsed.compareTo(timeout) >= 0) {
        return end(giveBack, elapsed, client, out, err);
      }
      TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
    }
  }

  private int end(
      GiveBack giveBack,
      Duration elapsed,
      KubernetesClient client,
      PrintWriter out,
      PrintWriter err) {
    List<RemainingRelease> left = giveBack.remaining();
    if (left.isEmpty()) {
      out.println(UninstallText.none());
      return READY;
    }
    Duration whole = Duration.ofSeconds(elapsed.toSeconds());
    err.println(UninstallText.unfinished(left, whole, operatorRuns(client), helm));
    return NOT_READY;
  }

  /** Whether an operator holds the Lease; empty if that cannot be known. */
  private Optional<Boolean> operatorRuns(KubernetesClient client) {
    if (leaseNamespace.isEmpty()) {
      return Optional.empty();
    }
    try {
      Lease lease = client.leases().inNamespace(leaseNamespace).withName(leaseName).get();
      return Optional.of(isHeld(lease, Instant.now()));
    } catch (KubernetesClientException e) {
      // It only explains what is reported anyway.
      return Optional.empty();
    }
  }

  /** Whether a process holds the Lease; null if there is none. */
  static boolean isHeld(Lease lease, Instant now) {
    LeaseSpec spec = lease == null ? null : lease.getSpec();
    if (spec == null
        || spec.getHolderIdentity() == null
        || spec.getHolderIdentity().isEmpty()
        || spec.getRenewTime() == null) {
      return false;
    }
    Duration lasts =
        LEASE_TOLERANCE.plusSeconds(
            spec.getLeaseDurationSeconds() == null ? 0 : spec.getLeaseDurationSeconds());
    return spec.getRenewTime().toInstant().plus(lasts).isAfter(now);
  }
}
