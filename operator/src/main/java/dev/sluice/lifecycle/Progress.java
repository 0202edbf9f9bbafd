package dev.sluice.lifecycle;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sluice.spec.ReleasePolicy;
import dev.sluice.spec.ReturnStep;
import dev.sluice.traffic.Exposure;

/**
 * How far a release has come.
 *
 * @param step the step in force or in preparation; null outside the steps
 * @param exposure what the canary is meant to receive
 * @param replicas pods that the canary is meant to have at least; never falls during a release
 * @param returnStep index of the return step, from 0
 * @param canaryOutages how often all pods of the canary went while it received requests
 * @param failedReturns how often the Deployment's new pods failed in the return
 * @param failedDecisions how often the canary lost its exposure because decisions failed, or null
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Progress(
    StepInForce step,
    Exposure exposure,
    int replicas,
    int returnStep,
    int canaryOutages,
    int failedReturns,
    FailedDecisions failedDecisions) {
  /** No release has begun. */
  static final Progress NONE = new Progress(null, Exposure.NONE, 0, 0, 0, 0, null);

  /** The return step in force. */
  ReturnStep returnStepIn(ReleasePolicy policy) {
    return policy.returnSteps().get(Math.min(returnStep, policy.returnSteps().size() - 1));
  }

  Progress step(StepInForce next) {
    return new Progress(
        next, exposure, replicas, returnStep, canaryOutages, failedReturns, failedDecisions);
  }

  Progress exposure(Exposure next) {
    return new Progress(
        step, next, replicas, returnStep, canaryOutages, failedReturns, failedDecisions);
  }

  Progress replicas(int next) {
    return new Progress(
        step, exposure, next, returnStep, canaryOutages, failedReturns, failedDecisions);
  }

  Progress returnStep(int next) {
    return new Progress(
        step, exposure, replicas, next, canaryOutages, failedReturns, failedDecisions);
  }

  Progress canaryOutages(int next) {
    return new Progress(step, exposure, replicas, returnStep, next, failedReturns, failedDecisions);
  }

  Progress failedReturns(int next) {
    return new Progress(step, exposure, replicas, returnStep, canaryOutages, next, failedDecisions);
  }

  Progress failedDecisions(FailedDecisions next) {
    return new Progress(step, exposure, replicas, returnStep, canaryOutages, failedReturns, next);
  }
}
