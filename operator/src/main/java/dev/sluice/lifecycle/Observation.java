package dev.sluice.lifecycle;

import dev.sluice.analysis.MetricsSnapshot;
import dev.sluice.spec.Violation;
import dev.sluice.workload.DeploymentView;
import dev.sluice.workload.ReplicaSetView;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was seen of one CanaryRelease's world at one moment. Objects are as the API server returned
 * them and are never changed.
 *
 * @param self the CanaryRelease's own address
 * @param deployment the user's Deployment, if it exists
 * @param podSets its ReplicaSets
 * @param canaries canary Deployments of this CanaryRelease, any revision
 * @param readyCanaryEndpoints ready endpoints of the Service per canary revision
 * @param service the user's Service, if it exists
 * @param virtualService the one of the name that Sluice uses, whoever made it
 * @param destinationRule likewise
 * @param peerAuthentication likewise
 * @param foreignRules VirtualServices and DestinationRules of others that may name the host
 * @param rivals other CanaryReleases in the namespace
 * @param platformProblem why the platform cannot carry a release (no admission policy), or empty
 * @param samples what was measured of the version on trial; absent when none is on trial
 * @param writeProblem what the API server or a webhook said to the last write, or empty
 */
public record Observation(
    Self self,
    Optional<DeploymentView> deployment,
    List<ReplicaSetView> podSets,
    List<DeploymentView> canaries,
    Map<Long, Integer> readyCanaryEndpoints,
    Optional<Map<String, Object>> service,
    Optional<Map<String, Object>> virtualService,
    Optional<Map<String, Object>> destinationRule,
    Optional<Map<String, Object>> peerAuthentication,
    List<Map<String, Object>> foreignRules,
    List<Rival> rivals,
    Optional<Violation> platformProblem,
    Optional<MetricsSnapshot> samples,
    String writeProblem) {

  /** The CanaryRelease itself. */
  public record Self(
      String namespace,
      String name,
      String uid,
      long generation,
      Instant created,
      boolean deleting) {}

  /** Another CanaryRelease. */
  public record Rival(String name, String deployment, String service, Instant created) {}

  public Optional<DeploymentView> canary(long revision) {
    return canaries.stream().filter(canary -> canary.revision() == revision).findFirst();
  }

  public int readyEndpoints(long revision) {
    return readyCanaryEndpoints.getOrDefault(revision, 0);
  }

  public int readyEndpoints() {
    return readyCanaryEndpoints.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** The only ReplicaSet with pods, or empty when there are several or none. */
  Optional<ReplicaSetView> onlyPopulated() {
    List<ReplicaSetView> populated = podSets.stream().filter(ReplicaSetView::populated).toList();
    return populated.size() == 1 ? Optional.of(populated.get(0)) : Optional.empty();
  }

  Optional<ReplicaSetView> podSet(String hash) {
    return podSets.stream().filter(set -> set.hash().equals(hash)).findFirst();
  }
}
