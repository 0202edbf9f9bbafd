package dev.sluice.lab.demo;

import dev.sluice.lab.LabException;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Records every weight of the subset {@code canary} in a VirtualService. It watches the API server
 * and does not rely on what Sluice reports.
 */
public final class WeightWatch implements AutoCloseable {
  /**
   * A change of the weight.
   *
   * @param at when the watch received it, shortly after the write
   * @param weight weight of the canary in percent
   */
  public record WeightChange(Instant at, int weight) {}

  private final List<WeightChange> changes = new ArrayList<>();
  private final Watch watch;
  private String failure = "";

  /**
   * Starts a watch.
   *
   * @param name of the VirtualService, which may not exist yet
   */
  public WeightWatch(KubernetesClient client, String namespace, String name) {
    watch =
        client
            .genericKubernetesResources("networking.istio.io/v1", "VirtualService")
            .inNamespace(namespace)
            .withName(name)
            .watch(new WeightRecorder());
  }

  private final class WeightRecorder implements Watcher<GenericKubernetesResource> {
    @Override
    public void eventReceived(Action action, GenericKubernetesResource object) {
      if (action != Action.DELETED) {
        canaryWeight(object.getAdditionalProperties()).ifPresent(WeightWatch.this::record);
      }
    }

    @Override
    public boolean reconnecting() {
      return true;
    }

    @Override
    public void onClose(WatcherException cause) {
      synchronized (WeightWatch.this) {
        failure = cause.getMessage();
      }
    }
  }

  private synchronized void record(int weight) {
    if (changes.isEmpty() || changes.get(changes.size() - 1).weight() != weight) {
      changes.add(new WeightChange(Instant.now(), weight));
    }
  }

  /** The weight of subset {@code canary} in the first route of a VirtualService. */
  static OptionalInt canaryWeight(Map<String, Object> virtualService) {
    if (virtualService.get("spec") instanceof Map<?, ?> spec
        && spec.get("http") instanceof List<?> http
        && !http.isEmpty()
        && http.get(0) instanceof Map<?, ?> first
        && first.get("route") instanceof List<?> routes) {
      for (Object route : routes) {
        if (route instanceof Map<?, ?> to
            && to.get("destination") instanceof Map<?, ?> destination
            && "canary".equals(destination.get("subset"))) {
          // The API server omits a weight of 0.
          return OptionalInt.of(to.get("weight") instanceof Number weight ? weight.intValue() : 0);
        }
      }
    }
    return OptionalInt.empty();
  }

  /**
   * All changes so far, in order.
   *
   * @throws LabException if the watch broke, so that changes may be missing
   */
  public synchronized List<WeightChange> changes() {
    if (!failure.isEmpty()) {
      throw new LabException(
          "watch", "the watch on the VirtualService broke: " + failure, "run it again");
    }
    return List.copyOf(changes);
  }

  /** The weights without times. */
  public List<Integer> weights() {
    return changes().stream().map(WeightChange::weight).toList();
  }

  @Override
  public void close() {
    watch.close();
  }
}
