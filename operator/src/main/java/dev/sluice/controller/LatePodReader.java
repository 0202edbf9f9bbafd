package dev.sluice.controller;

import dev.sluice.api.v1alpha1.CanaryRelease;
import dev.sluice.common.Unstructured;
import dev.sluice.workload.DeploymentView;
import dev.sluice.workload.PodCauses;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Asks why pods are late: one bounded LIST, and for each CanaryRelease no more often than every ten
 * seconds. Pods are not watched: there are many, and nearly always nothing is wanted of them.
 */
public final class LatePodReader {
  private static final Duration PAUSE = Duration.ofSeconds(10);
  private static final long MOST_PODS = 50;

  private record KnownCause(Instant at, Optional<String> cause) {}

  private final KubernetesClient client;
  private final Map<String, KnownCause> known = new ConcurrentHashMap<>();

  public LatePodReader(KubernetesClient client) {
    this.client = client;
  }

  /** The cause as it was last read; empty if none was asked for or found. */
  Optional<String> cause(CanaryRelease release) {
    return Optional.ofNullable(known.get(uid(release))).flatMap(KnownCause::cause);
  }

  /**
   * Asks for the cause if pods are late, or forgets it.
   *
   * @return whether there is another cause than before
   */
  boolean follow(CanaryRelease release, Optional<DeploymentView> late, Instant now) {
    if (late.isEmpty()) {
      known.remove(uid(release));
      return false;
    }
    KnownCause before = known.get(uid(release));
    if (before != null && now.isBefore(before.at().plus(PAUSE))) {
      return false;
    }
    KnownCause after = new KnownCause(now, ask(late.get()));
    known.put(uid(release), after);
    return !after.cause().equals(before == null ? Optional.empty() : before.cause());
  }

  /** Without an answer, or without the right to ask, no cause is known. */
  private Optional<String> ask(DeploymentView deployment) {
    try {
      List<Pod> pods =
          client
              .pods()
              .inNamespace(Unstructured.text(deployment.object(), "metadata", "namespace"))
              .withLabelSelector(
                  client
                      .getKubernetesSerialization()
                      .convertValue(deployment.selector(), LabelSelector.class))
              .list(new ListOptionsBuilder().withLimit(MOST_PODS).build())
              .getItems();
      return PodCauses.of(pods.stream().map(this::untyped).toList());
    } catch (KubernetesClientException e) {
      return Optional.empty();
    }
  }

  @SuppressWarnings("unchecked")
  private Map<String, Object> untyped(Pod pod) {
    return client.getKubernetesSerialization().convertValue(pod, Map.class);
  }

  void forget(CanaryRelease release) {
    known.remove(uid(release));
  }

  private static String uid(CanaryRelease release) {
    return release.getMetadata().getUid();
  }
}
