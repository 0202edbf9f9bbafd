package dev.sluice.spec;

import dev.sluice.analysis.AnalysisPolicy;
import dev.sluice.api.v1alpha1.BypassPolicy;
import dev.sluice.api.v1alpha1.RejectedTemplate;
import dev.sluice.api.v1alpha1.SecurityObjects;
import dev.sluice.traffic.PolicyIntent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the user wants, with every default filled in and every text read. {@link PolicyReader} makes
 * it.
 *
 * @param deployment name of the Deployment; empty only where the spec names none
 * @param service name of the Service
 * @param paused whether the release may not advance
 * @param steps at least one; weights do not fall, the last is 100
 * @param returnSteps at least one; the last is 100 percent on the Deployment
 * @param analysis how the canary is analyzed
 * @param timeouts how long it may be held, and what happens then
 * @param trafficPolicy opaque Istio TrafficPolicy, empty when the user gave none
 * @param canaryTrafficPolicy fields of it that are different for the canary, empty for none
 * @param propagation wait between changes that depend on each other
 * @param drain wait before pods that had requests are removed
 * @param bypass what happens beside paths that Sluice does not route
 * @param canaryLabels labels for the metadata of a canary Deployment beside Sluice's own
 * @param policies policies beside the route, at most one of each type
 */
public record ReleasePolicy(
    String deployment,
    String service,
    boolean paused,
    List<ReleaseStep> steps,
    List<ReturnStep> returnSteps,
    AnalysisPolicy analysis,
    Timeouts timeouts,
    Map<String, Object> trafficPolicy,
    Map<String, Object> canaryTrafficPolicy,
    Duration propagation,
    Duration drain,
    BypassPolicy bypass,
    Map<String, String> canaryLabels,
    List<PolicyIntent> policies,
    RejectedTemplate rejectedTemplate,
    SecurityObjects securityOnDelete) {

  /** Whether the spec names a Deployment at all. */
  public boolean hasTarget() {
    return !deployment.isEmpty();
  }

  /** The policy of a type, if the release asks for one. */
  public <T extends PolicyIntent> Optional<T> policy(Class<T> type) {
    return policies.stream().filter(type::isInstance).map(type::cast).findFirst();
  }

  /** The first step whose weight is higher; the last one where none is. */
  public ReleaseStep stepAbove(int weight) {
    return steps.stream().filter(step -> step.weight() > weight).findFirst().orElse(lastStep());
  }

  /** The last step whose weight is lower; the first one where none is. */
  public ReleaseStep stepBelow(int weight) {
    return steps.stream()
        .filter(step -> step.weight() < weight)
        .reduce((before, after) -> after)
        .orElse(steps.get(0));
  }

  /** The step before the promotion. */
  public ReleaseStep lastStep() {
    return steps.get(steps.size() - 1);
  }

  /** Position of the step of this name and weight, from 0; -1 where there is none. */
  public int indexOf(String name, int weight) {
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i).name().equals(name) && steps.get(i).weight() == weight) {
        return i;
      }
    }
    return -1;
  }
}
