package dev.sluice.spec;

import dev.sluice.analysis.AnalysisPolicy;
import dev.sluice.api.v1alpha1.MtlsMode;
import dev.sluice.api.v1alpha1.RejectedTemplate;
import dev.sluice.api.v1alpha1.SecurityObjects;
import dev.sluice.lifecycle.ReleaseLifecycle;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the user wants, with every default filled in and every text read: the spec as {@link
 * ReleaseLifecycle} acts on it. {@link PolicyReader} makes it.
 *
 * @param steps at least one; weights do not fall, the last is 100
 * @param rules how the canary is judged
 * @param onInconclusive how long a step may wait for proof, and what then
 * @param trafficPolicy opaque Istio TrafficPolicy, empty when the user gave none
 * @param propagation wait between changes that depend on each other
 * @param drain wait before pods that had users are taken away
 * @param mtls empty: Sluice manages no PeerAuthentication
 */
public record ReleasePolicy(
    String deployment,
    String service,
    boolean paused,
    List<StepPlan> steps,
    AnalysisPolicy rules,
    Patience onInconclusive,
    Patience onNoData,
    Patience onNoTraffic,
    Map<String, Object> trafficPolicy,
    Duration propagation,
    Duration drain,
    Optional<MtlsMode> mtls,
    RejectedTemplate rejectedTemplate,
    SecurityObjects securityOnDelete) {

  /**
   * One step.
   *
   * @param weight users of the canary, in percent, 0 to 100
   * @param duration how long at least
   * @param proven whether it also waits until the canary is proven fit for the next weight; false
   *     where nothing that is enforced compares both versions
   */
  public record StepPlan(String name, int weight, Duration duration, boolean proven) {}

  /** How long not to know, and what then. */
  public record Patience(Duration after, Then then) {}

  /** What to do when nobody knew for too long. */
  public enum Then {
    HOLD,
    ROLL_BACK,
    ADVANCE
  }

  /** The step at {@code index}; the last one when an edit has left fewer. */
  public StepPlan step(int index) {
    return steps.get(Math.max(0, Math.min(index, steps.size() - 1)));
  }

  public boolean last(int index) {
    return index >= steps.size() - 1;
  }
}
