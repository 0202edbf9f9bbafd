package dev.sluice.operator;

import dev.sluice.common.Unstructured;
import dev.sluice.controller.FencedWriter;
import dev.sluice.messages.Reason;
import dev.sluice.messages.ViolationMessages;
import dev.sluice.spec.Violation;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Checks that the cluster pauses a managed Deployment in the write that changes it. Without that a
 * new template would get all requests before Sluice sees it, so no release starts.
 */
final class PausePolicyCheck implements Supplier<Optional<Violation>> {
  private static final Duration RECHECK_INSTALLED = Duration.ofSeconds(60);
  private static final Duration RECHECK_MISSING = Duration.ofSeconds(10);
  private static final String GROUP = "admissionregistration.k8s.io";
  private static final String POLICIES = "mutatingadmissionpolicies";
  private static final String BINDINGS = "mutatingadmissionpolicybindings";

  private final KubernetesClient client;
  private final String policy;
  private final String user;
  private final Clock clock;
  private Optional<Violation> known = Optional.empty();
  private Instant until = Instant.MIN;

  /**
   * A check that has not run yet.
   *
   * @param policy name of the policy and of its binding
   * @param user Sluice's own user name, which the policy must exempt; empty if unknown
   */
  PausePolicyCheck(KubernetesClient client, String policy, String user, Clock clock) {
    this.client = client;
    this.policy = policy;
    this.user = user;
    this.clock = clock;
  }

  @Override
  public synchronized Optional<Violation> get() {
    Instant now = clock.instant();
    if (now.isBefore(until)) {
      return known;
    }
    try {
      known = check();
      until = now.plus(known.isEmpty() ? RECHECK_INSTALLED : RECHECK_MISSING);
    } catch (KubernetesClientException e) {
      // An API server without an answer changes nothing: the last result holds.
      until = now.plus(RECHECK_MISSING);
      if (e.getCode() == 403) {
        known = violation(ViolationMessages.mayNotReadPausePolicy(FencedWriter.message(e)));
      }
    }
    return known;
  }

  private Optional<Violation> check() {
    APIResourceList served = client.getApiResources(GROUP + "/v1");
    boolean known =
        served != null
            && served.getResources().stream().anyMatch(kind -> kind.getName().equals(POLICIES));
    if (!known) {
      return violation(ViolationMessages.noAdmissionPolicies());
    }
    GenericKubernetesResource found = get(POLICIES, "MutatingAdmissionPolicy");
    if (found == null || get(BINDINGS, "MutatingAdmissionPolicyBinding") == null) {
      return violation(ViolationMessages.pausePolicyNotInstalled(policy));
    }
    boolean exempt =
        Unstructured.maps(found.getAdditionalProperties(), "spec", "matchConditions").stream()
            .anyMatch(condition -> Unstructured.text(condition, "expression").contains(user));
    return exempt
        ? Optional.empty()
        : violation(ViolationMessages.pausePolicyOfOthers(policy, user));
  }

  private GenericKubernetesResource get(String plural, String kind) {
    return client
        .genericKubernetesResources(
            new ResourceDefinitionContext.Builder()
                .withGroup(GROUP)
                .withVersion("v1")
                .withKind(kind)
                .withPlural(plural)
                .withNamespaced(false)
                .build())
        .withName(policy)
        .get();
  }

  private static Optional<Violation> violation(String message) {
    return Optional.of(new Violation(Reason.PausePolicyMissing, "cluster", message));
  }
}
