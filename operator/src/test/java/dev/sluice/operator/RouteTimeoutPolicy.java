package dev.sluice.operator;

import static org.awaitility.Awaitility.await;

import dev.sluice.testing.ApiServer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** An admission policy of a platform: every VirtualService of a namespace gets a timeout of 7 s. */
public final class RouteTimeoutPolicy implements AutoCloseable {
  private static final String YAML =
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

  private static final String PROBE =
      """
      apiVersion: networking.istio.io/v1
      kind: VirtualService
      metadata: {name: probe, namespace: %s}
      spec: {hosts: [probe], http: [{name: probe}]}
      """;

  private final ApiServer server;
  private final String namespace;

  /** Returns once the policy is in force. */
  public RouteTimeoutPolicy(ApiServer server, String namespace) {
    this.server = server;
    this.namespace = namespace;
    items(YAML.formatted(namespace)).forEach(item -> server.client().resource(item).create());
    await().atMost(Duration.ofMinutes(1)).until(this::isInForce);
  }

  private boolean isInForce() {
    HasMetadata stored =
        server
            .client()
            .resource(items(PROBE.formatted(namespace)).get(0))
            .inNamespace(namespace)
            .dryRun()
            .create();
    return server.client().getKubernetesSerialization().asJson(stored).contains("7s");
  }

  private List<HasMetadata> items(String yaml) {
    return server
        .client()
        .load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
        .items();
  }

  @Override
  public void close() {
    server.kubectl(
        "delete", "mutatingadmissionpolicy,mutatingadmissionpolicybinding", "timeout-" + namespace);
  }
}
