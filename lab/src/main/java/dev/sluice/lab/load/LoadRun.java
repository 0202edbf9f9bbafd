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

/** Load on its way: a pod that sends requests until it is stopped. */
public final class LoadRun implements AutoCloseable {
  private static final Duration FIRST_ANSWER = Duration.ofMinutes(2);
  // The longest request, its time-out, and the proxy's own end.
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
        "the first answer to the load generator in " + pod.getMetadata().getNamespace(),
        FIRST_ANSWER,
        () -> {
          alive();
          return !ledger().entries().isEmpty();
        });
  }

  /** How many requests are answered up to now. */
  public synchronized int answered() {
    read();
    return entries.size();
  }

  /** What is known up to now: requests that are answered. */
  public synchronized Ledger ledger() {
    read();
    return new Ledger(plan, entries, stopped);
  }

  /**
   * Sends no more, waits for the answers to what was sent, and returns all of it. Later calls
   * return the same.
   *
   * @throws LabException if the generator ended before it was told to, or does not end
   */
  public synchronized Ledger stop() {
    if (stopped) {
      return ledger();
    }
    alive();
    resource().delete();
    Wait.until("the load generator to end", END, () -> resource().get() == null);
    if (!Files.exists(folder.resolve(LoadPod.ENDED))) {
      throw new LabException(
          "load",
          "the generator was killed before it had all answers",
          "the ledger is not whole: run again");
    }
    stopped = true;
    return ledger();
  }

  /** Ends the generator if {@link #stop} has not; its ledger is then worth nothing. */
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
      throw new LabException("load", e.getMessage(), "look into " + folder, e);
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
