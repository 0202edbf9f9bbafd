package dev.sluice.operator;

import dev.sluice.common.Unstructured;
import dev.sluice.controller.FencedWriter;
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
 * Whether the cluster pauses a managed Deployment in the write that changes it. Without that a new
 * template would roll out to all users before Sluice sees it, so nothing is begun.
 */
final class PausePolicyCheck implements Supplier<Optional<Violation>> {
  private static final Duration KNOWN_GOOD = Duration.ofSeconds(60);
  private static final Duration KNOWN_BAD = Duration.ofSeconds(10);
  private static final String GROUP = "admissionregistration.k8s.io";
  private static final String POLICIES = "mutatingadmissionpolicies";
  private static final String BINDINGS = "mutatingadmissionpolicybindings";
  private static final String REASON = "PausePolicyMissing";

  private final KubernetesClient client;
  private final String policy;
  private final String user;
  private final Clock clock;
  private Optional<Violation> known = Optional.empty();
  private Instant until = Instant.MIN;

  /**
   * A check that has not been made yet.
   *
   * @param policy name of the policy and of its binding
   * @param user Sluice's own user name, which the policy must exempt; empty when not known
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
      until = now.plus(known.isEmpty() ? KNOWN_GOOD : KNOWN_BAD);
    } catch (KubernetesClientException e) {
      // What was known before holds; an API server that does not answer refuses nobody.
      until = now.plus(KNOWN_BAD);
      if (e.getCode() == 403) {
        known =
            refusal(
                "Sluice may not look whether the admission policy is there: "
                    + FencedWriter.said(e)
                    + "; install the chart's roles");
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
      return refusal(
          "the API server has no MutatingAdmissionPolicy v1, which pauses a Deployment when it changes; upgrade to Kubernetes 1.36 or later");
    }
    GenericKubernetesResource found = get(POLICIES, "MutatingAdmissionPolicy");
    if (found == null || get(BINDINGS, "MutatingAdmissionPolicyBinding") == null) {
      return refusal(
          "the MutatingAdmissionPolicy \"%s\" or its binding is not installed; install the chart with rights on the whole cluster and pausePolicy.install=true"
              .formatted(policy));
    }
    boolean exempt =
        Unstructured.maps(found.getAdditionalProperties(), "spec", "matchConditions").stream()
            .anyMatch(condition -> Unstructured.text(condition, "expression").contains(user));
    return exempt
        ? Optional.empty()
        : refusal(
            "the MutatingAdmissionPolicy \"%s\" does not exempt %s, so Sluice could not resume a Deployment; install the policy of this installation's chart"
                .formatted(policy, user));
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

  private static Optional<Violation> refusal(String message) {
    return Optional.of(new Violation(REASON, "cluster", message));
  }
}
