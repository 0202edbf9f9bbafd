package dev.sluice.lifecycle;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sluice.spec.Gate;
import dev.sluice.spec.ReleasePolicy;
import dev.sluice.spec.ReleaseStep;
import dev.sluice.traffic.Exposure;
import java.time.Duration;

/**
 * The step that a release is in, or is preparing. A step is found again by its name and weight, so
 * that an edit of {@code spec.steps} changes neither what the canary gets nor what it has passed.
 *
 * @param index position from 0 when it was entered; of use only where {@code name} is absent, as in
 *     checkpoints of schema 1
 * @param name null in checkpoints of schema 1
 * @param weight in percent
 * @param minimum how long it lasts at least, where its name is not in the spec any more
 * @param proof whether it asks for proof, where its name is not in the spec any more
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StepInForce(int index, String name, int weight, Duration minimum, boolean proof) {

  static StepInForce of(ReleaseStep step, ReleasePolicy policy) {
    return new StepInForce(
        policy.steps().indexOf(step),
        step.name(),
        step.weight(),
        step.minimum(),
        step.gate().asksForProof());
  }

  /** What a checkpoint of schema 1 says: a position in the list of steps. */
  static StepInForce atIndex(int index) {
    return new StepInForce(index, null, 0, null, false);
  }

  /**
   * The step as the spec has it now: time and gate of the step of its name, at the weight that is
   * in force.
   */
  public ReleaseStep in(ReleasePolicy policy) {
    if (name == null) {
      return policy.steps().get(Math.max(0, Math.min(index, policy.steps().size() - 1)));
    }
    int exact = policy.indexOf(name, weight);
    if (exact >= 0) {
      return policy.steps().get(exact);
    }
    return policy.steps().stream()
        .filter(step -> step.name().equals(name))
        .findFirst()
        .map(step -> new ReleaseStep(name, Exposure.weight(weight), step.minimum(), step.gate()))
        .orElseGet(
            () ->
                new ReleaseStep(
                    name,
                    Exposure.weight(weight),
                    minimum,
                    proof ? new Gate.Proven() : new Gate.Elapsed()));
  }

  /** Whether the spec still has this step at this weight. */
  boolean isIn(ReleasePolicy policy) {
    return name == null || policy.indexOf(name, weight) >= 0;
  }

  /** Position among the steps of the spec, from 0, for display. */
  public int positionIn(ReleasePolicy policy) {
    ReleaseStep now = in(policy);
    int exact = policy.indexOf(now.name(), now.weight());
    if (exact >= 0) {
      return exact;
    }
    long lower = policy.steps().stream().filter(step -> step.weight() <= weight).count();
    return (int) Math.max(0, lower - 1);
  }

  /** The step after it: the next in the list, or the first with more than {@code exposed}. */
  ReleaseStep next(ReleasePolicy policy, int exposed) {
    ReleaseStep now = in(policy);
    int exact = policy.indexOf(now.name(), now.weight());
    boolean listed = exact >= 0 && exact < policy.steps().size() - 1;
    if (listed && policy.steps().get(exact + 1).weight() >= exposed) {
      return policy.steps().get(exact + 1);
    }
    return policy.stepAbove(exposed);
  }

  /** Whether no step comes after it. */
  boolean isLast(ReleasePolicy policy) {
    ReleaseStep now = in(policy);
    return policy.indexOf(now.name(), now.weight()) == policy.steps().size() - 1;
  }
}
