package dev.sluice.lifecycle;

import dev.sluice.analysis.MetricsSnapshot;
import dev.sluice.analysis.PlaintextTraffic;
import dev.sluice.common.ObjectKey;
import dev.sluice.common.ReleaseRef;
import dev.sluice.common.Unstructured;
import dev.sluice.spec.Violation;
import dev.sluice.traffic.Backend;
import dev.sluice.traffic.ForeignPolicies;
import dev.sluice.traffic.OwnedObjects;
import dev.sluice.traffic.PolicyContext;
import dev.sluice.traffic.PolicyIntent;
import dev.sluice.traffic.StoredWrite;
import dev.sluice.traffic.SubsetUsers;
import dev.sluice.workload.AutoscalerView;
import dev.sluice.workload.CanaryDeployment;
import dev.sluice.workload.DeploymentView;
import dev.sluice.workload.Labels;
import dev.sluice.workload.ReadyEndpoints;
import dev.sluice.workload.ReplicaSetView;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was observed around one CanaryRelease at one moment. Objects are as the API server returned
 * them and are never changed.
 *
 * @param owned objects of the names that Sluice uses for the release, whoever made them
 * @param metrics what was measured of the version on trial; absent when none is on trial
 * @param plaintext plaintext requests to the pods; absent when that was not asked yet
 * @param writeProblem what the API server or a webhook answered to the last write, or empty
 * @param altered last writes of this process that were stored otherwise than they were sent
 * @param podCause why pods that are late are not ready, if that was asked for
 */
public record Observation(
    Self self,
    Workloads workloads,
    OwnedObjects owned,
    Surroundings surroundings,
    Optional<MetricsSnapshot> metrics,
    Optional<PlaintextTraffic> plaintext,
    String writeProblem,
    Map<ObjectKey, StoredWrite> altered,
    Optional<String> podCause) {

  /**
   * The CanaryRelease itself.
   *
   * @param actions what its annotations ask for, done or not
   */
  public record Self(
      ReleaseRef ref,
      long generation,
      Instant created,
      boolean deleting,
      List<ActionRequest> actions) {
    public String namespace() {
      return ref.namespace();
    }

    public String name() {
      return ref.name();
    }
  }

  /**
   * Deployments and what they run.
   *
   * @param deployment the user's Deployment, if it exists
   * @param replicaSets its ReplicaSets
   * @param canaries canary Deployments of this CanaryRelease, any revision
   * @param endpoints ready endpoints of the Service
   * @param autoscaler what scales the user's Deployment, if anything does
   */
  public record Workloads(
      Optional<DeploymentView> deployment,
      List<ReplicaSetView> replicaSets,
      List<DeploymentView> canaries,
      ReadyEndpoints endpoints,
      Optional<AutoscalerView> autoscaler) {

    /** The canary Deployment of a revision. */
    public Optional<DeploymentView> canary(long revision) {
      return canaries.stream().filter(canary -> canary.revision() == revision).findFirst();
    }

    /** Whether one of the pods that a backend selects is a ready endpoint. */
    public boolean serves(Backend backend) {
      return backend.isWholeService()
          || canaries.stream()
              .filter(
                  canary -> backend.podLabels().equals(CanaryDeployment.labels(canary.revision())))
              .anyMatch(canary -> endpoints.ofCanary(canary.revision()) > 0)
          || replicaSet(backend.podLabels().getOrDefault(Labels.POD_TEMPLATE_HASH, ""))
              .filter(set -> endpoints.of(set) > 0)
              .isPresent();
    }

    /** Whether a ReplicaSet has all pods that are wanted, and each is an endpoint. */
    public boolean isComplete(ReplicaSetView set, int replicas) {
      return set.complete(replicas) && endpoints.of(set) >= replicas;
    }

    /** The only ReplicaSet with pods, or empty when there are several or none. */
    public Optional<ReplicaSetView> onlyPopulated() {
      List<ReplicaSetView> populated =
          replicaSets.stream().filter(ReplicaSetView::populated).toList();
      return populated.size() == 1 ? Optional.of(populated.get(0)) : Optional.empty();
    }

    /** The ReplicaSet with the most ready endpoints, if it has pods and {@code least} of those. */
    public Optional<ReplicaSetView> mostReady(int least) {
      return replicaSets.stream()
          .filter(set -> set.populated() && endpoints.of(set) >= least)
          .max(Comparator.comparingInt(endpoints::of));
    }

    /** The ReplicaSet with this pod-template-hash. */
    public Optional<ReplicaSetView> replicaSet(String hash) {
      return replicaSets.stream().filter(set -> set.hash().equals(hash)).findFirst();
    }
  }

  /**
   * What others have made.
   *
   * @param service the user's Service, if it exists
   * @param foreignRoutes routes and destinations of others that may name the host
   * @param foreignPolicies policies of others that may apply to the Service's pods
   * @param subsetUsers routes of others that send requests to the Service's subsets
   * @param entries routes, entries of the cluster and Services of others that may lead to the
   *     Service's pods
   * @param rivals other CanaryReleases in the namespace
   * @param pausePolicyProblem why the pause policy is not in force, or empty
   */
  public record Surroundings(
      Optional<Map<String, Object>> service,
      List<Map<String, Object>> foreignRoutes,
      ForeignPolicies foreignPolicies,
      SubsetUsers subsetUsers,
      List<Map<String, Object>> entries,
      List<Rival> rivals,
      Optional<Violation> pausePolicyProblem) {}

  /** Another CanaryRelease. */
  public record Rival(String name, String deployment, String service, Instant created) {}

  /** With what was measured. */
  public Observation with(Optional<MetricsSnapshot> measured, Optional<PlaintextTraffic> received) {
    return new Observation(
        self, workloads, owned, surroundings, measured, received, writeProblem, altered, podCause);
  }

  /** What these policies are rendered from. */
  public PolicyContext policyContext(List<PolicyIntent> intents) {
    return new PolicyContext(
        self.ref(),
        deployment()
            .map(users -> Unstructured.texts(users.selector(), "matchLabels"))
            .orElse(Map.of()),
        intents);
  }

  /** Whether nothing may be written: until a person ends it, or the Deployment goes. */
  public boolean isUnmanaged() {
    return deployment().filter(users -> users.unmanaged() && !users.deleting()).isPresent();
  }

  /** The user's Deployment, if it exists. */
  public Optional<DeploymentView> deployment() {
    return workloads.deployment();
  }
}
