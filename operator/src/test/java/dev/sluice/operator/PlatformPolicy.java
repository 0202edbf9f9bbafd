package dev.sluice.operator;

import static org.awaitility.Awaitility.await;

import dev.sluice.api.v1alpha1.CanaryRelease;
import dev.sluice.testing.ApiServer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/** An admission policy that a platform has for a namespace, in force until it is closed. */
public final class PlatformPolicy implements AutoCloseable {
  private static final String ROUTE_TIMEOUT =
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: MutatingAdmissionPolicy
      metadata: {name: timeout-%1$s}
      spec:
        failurePolicy: Fail
        reinvocationPolicy: Never
        matchConstraints:
          namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %1$s}}
          resourceRules:
            - {apiGroups: [networking.istio.io], apiVersions: [v1], resources: [virtualservices], operations: [CREATE, UPDATE]}
        mutations:
          - patchType: JSONPatch
            jsonPatch:
              expression: '[JSONPatch{op: "add", path: "/spec/http/0/timeout", value: "7s"}]'
      ---
      apiVersion: admissionregistration.k8s.io/v1
      kind: MutatingAdmissionPolicyBinding
      metadata: {name: timeout-%1$s}
      spec: {policyName: timeout-%1$s}
      """;

  private static final String VIRTUAL_SERVICE =
      """
      apiVersion: networking.istio.io/v1
      kind: VirtualService
      metadata: {name: probe, namespace: %s}
      spec: {hosts: [probe], http: [{name: probe}]}
      """;

  private static final String NO_STATUS =
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

  private static final String TEAM_LABEL =
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicy
      metadata: {name: team-%1$s}
      spec:
        failurePolicy: Fail
        matchConstraints:
          namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %1$s}}
          resourceRules:
            - {apiGroups: [apps], apiVersions: [v1], resources: [deployments], operations: [CREATE]}
        validations:
          - expression: has(object.metadata.labels) && 'team' in object.metadata.labels
            message: the label team is required
      ---
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingAdmissionPolicyBinding
      metadata: {name: team-%1$s}
      spec: {policyName: team-%1$s, validationActions: [Deny]}
      """;

  private static final String DEPLOYMENT =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: probe, namespace: %s}
      spec:
        selector: {matchLabels: {app: probe}}
        template:
          metadata: {labels: {app: probe}}
          spec: {containers: [{name: main, image: main}]}
      """;

  private static final PatchContext DRY_RUN =
      new PatchContext.Builder()
          .withPatchType(PatchType.JSON_MERGE)
          .withDryRun(List.of("All"))
          .build();

  private final KubernetesClient client;
  private final List<HasMetadata> objects;

  /** Returns once the policy is in force. */
  private PlatformPolicy(KubernetesClient client, String yaml, BooleanSupplier inForce) {
    this.client = client;
    this.objects = items(client, yaml);
    objects.forEach(item -> client.resource(item).create());
    await().atMost(Duration.ofMinutes(1)).until(inForce::getAsBoolean);
  }

  /** Every VirtualService gets a timeout of 7 s. */
  public static PlatformPolicy routeTimeout(ApiServer server, String namespace) {
    KubernetesClient client = server.client();
    String probe = VIRTUAL_SERVICE.formatted(namespace);
    return new PlatformPolicy(
        client, ROUTE_TIMEOUT.formatted(namespace), () -> tried(client, probe).contains("7s"));
  }

  /** Every status of a CanaryRelease is refused. */
  static PlatformPolicy noStatus(ApiServer server, String namespace, String release) {
    KubernetesClient client = server.client();
    return new PlatformPolicy(
        client, NO_STATUS.formatted(namespace), () -> refusesStatus(client, namespace, release));
  }

  /** A Deployment is only created with the label {@code team}. */
  static PlatformPolicy teamLabel(ApiServer server, String namespace) {
    KubernetesClient client = server.client();
    String probe = DEPLOYMENT.formatted(namespace);
    return new PlatformPolicy(
        client,
        TEAM_LABEL.formatted(namespace),
        () -> tried(client, probe).contains("the label team is required"));
  }

  /** What the API server would store, or its refusal. */
  private static String tried(KubernetesClient client, String yaml) {
    try {
      return client
          .getKubernetesSerialization()
          .asJson(client.resource(items(client, yaml).get(0)).dryRun().create());
    } catch (KubernetesClientException e) {
      return e.getMessage();
    }
  }

  private static boolean refusesStatus(KubernetesClient client, String namespace, String release) {
    try {
      client
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

  private static List<HasMetadata> items(KubernetesClient client, String yaml) {
    return client.load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8))).items();
  }

  @Override
  public void close() {
    objects.forEach(item -> client.resource(item).delete());
  }
}
