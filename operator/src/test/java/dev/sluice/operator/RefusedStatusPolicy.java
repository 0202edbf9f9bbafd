package dev.sluice.operator;

import static org.awaitility.Awaitility.await;

import dev.sluice.api.v1alpha1.CanaryRelease;
import dev.sluice.testing.ApiServer;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** An admission policy that refuses every status of the CanaryReleases of a namespace. */
final class RefusedStatusPolicy implements AutoCloseable {
  private static final String YAML =
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicy
      metadata: {name: status-%1$s}
      spec:
        failurePolicy: Fail
        matchConstraints:
          namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %1$s}}
          resourceRules:
            - {apiGroups: [sluice.dev], apiVersions: [v1alpha1], resources: [canaryreleases/status], operations: [UPDATE]}
        validations:
          - {expression: "false", message: no status today}
      ---
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicyBinding
      metadata: {name: status-%1$s}
      spec: {policyName: status-%1$s, validationActions: [Deny]}
      """;

  private static final PatchContext DRY_RUN =
      new PatchContext.Builder()
          .withPatchType(PatchType.JSON_MERGE)
          .withDryRun(List.of("All"))
          .build();

  private final ApiServer server;
  private final String namespace;

  /** Returns once the policy is in force. */
  RefusedStatusPolicy(ApiServer server, String namespace, String release) {
    this.server = server;
    this.namespace = namespace;
    server
        .client()
        .load(new ByteArrayInputStream(YAML.formatted(namespace).getBytes(StandardCharsets.UTF_8)))
        .items()
        .forEach(item -> server.client().resource(item).create());
    await().atMost(Duration.ofMinutes(1)).until(() -> refuses(release));
  }

  private boolean refuses(String release) {
    try {
      server
          .client()
          .resources(CanaryRelease.class)
          .inNamespace(namespace)
          .withName(release)
          .subresource("status")
          .patch(DRY_RUN, "{\"status\":{\"message\":\"probe\"}}");
      return false;
    } catch (KubernetesClientException e) {
      return e.getMessage().contains("no status today");
    }
  }

  @Override
  public void close() {
    server.kubectl(
        "delete",
        "validatingadmissionpolicy,validatingadmissionpolicybinding",
        "status-" + namespace);
  }
}
