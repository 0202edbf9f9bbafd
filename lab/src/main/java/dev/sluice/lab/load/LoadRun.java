package dev.sluice.lab.load;

import dev.sluice.lab.LabException;
import dev.sluice.lab.host.Wait;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.PodResource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A running load generator pod. */
public final class LoadRun implements AutoCloseable {
  private static final Duration FIRST_ANSWER = Duration.ofMinutes(2);
  // The longest request with its timeout, and the termination of the proxy.
  private static final Duration END = Duration.ofSeconds(90);

  private final KubernetesClient client;
  private final Pod pod;
  private final LoadPlan plan;
  private final Path folder;
  private final List<LedgerTail> tails;
  private final List<LedgerEntry> entries = new ArrayList<>();
  private boolean stopped;

  LoadRun(KubernetesClient client, Pod pod, LoadPlan plan, Path folder) {
    this.client = client;
    this.pod = pod;
    this.plan = plan;
    this.folder = folder;
    this.tails =
        plan.streams().stream()
            .map(stream -> new LedgerTail(folder.resolve(LoadPod.results(stream))))
            .toList();
  }

  void awaitFirstAnswer() {
    Wait.until(
        "the first response to the load generator in " + pod.getMetadata().getNamespace(),
        FIRST_ANSWER,
        () -> {
          alive();
          return !ledger().entries().isEmpty();
        });
  }

  /** Number of requests with a result so far. */
  public synchronized int answered() {
    read();
    return entries.size();
  }

  /** The requests with a result so far. */
  public synchronized Ledger ledger() {
    read();
    return new Ledger(plan, entries, stopped);
  }

  /**
   * Stops sending, waits for pending responses, and returns all requests. Later calls return the
   * same.
   *
   * @throws LabException if the generator ended by itself, or does not end
   */
  public synchronized Ledger stop() {
    if (stopped) {
      return ledger();
    }
    alive();
    resource().delete();
    Wait.until("the end of the load generator", END, () -> resource().get() == null);
    if (!Files.exists(folder.resolve(LoadPod.ENDED))) {
      throw new LabException(
          "load",
          "the generator was killed before the last response",
          "the ledger is incomplete; run it again");
    }
    stopped = true;
    return ledger();
  }

  /** Kills the generator unless {@link #stop} was called. Its ledger is then incomplete. */
  @Override
  public synchronized void close() {
    if (!stopped) {
      resource().withGracePeriod(0).delete();
    }
  }

  private void read() {
    try {
      for (LedgerTail tail : tails) {
        entries.addAll(tail.read());
      }
    } catch (IOException e) {
      throw new LabException("load", e.getMessage(), "see " + folder, e);
    }
  }

  private void alive() {
    Pod now = resource().get();
    String phase = now == null ? "deleted" : now.getStatus().getPhase();
    if (List.of("deleted", "Failed", "Succeeded").contains(phase)) {
      throw new LabException(
          "load",
          "the generator ended by itself, phase " + phase,
          "read its output: lab/kubectl -n "
              + pod.getMetadata().getNamespace()
              + " logs "
              + pod.getMetadata().getName());
    }
  }

  private PodResource resource() {
    return client
        .pods()
        .inNamespace(pod.getMetadata().getNamespace())
        .withName(pod.getMetadata().getName());
  }
}
