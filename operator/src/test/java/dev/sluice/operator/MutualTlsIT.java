package dev.sluice.operator;

import dev.sluice.api.v1alpha1.CanaryReleaseStatus;
import dev.sluice.api.v1alpha1.Condition;
import dev.sluice.api.v1alpha1.Phase;
import dev.sluice.testing.ApiServer;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Policies and rules of others come and go, on a real API server and with the chart's rights. */
class MutualTlsIT extends ReconcileFixture {
  private static final String ROOT = "istio-system";

  MutualTlsIT(ApiServer server) {
    super(server);
  }

  /** Its name makes it the first even if both are of the same second. */
  @BeforeEach
  void olderPolicy() {
    if (client.namespaces().withName(ROOT).get() == null) {
      server.kubectl("create", "namespace", ROOT);
    }
    apply(
        policy(
            namespace, "legacy", "selector: {matchLabels: {app: users}}, " + mode("PERMISSIVE")));
    prometheus.load("users", 40, 0);
    awaitStatus(status -> status.phase() == Phase.Stable);
    setMode("Strict");
    awaitMutualTls("False", "MutualTlsOverridden", "PeerAuthentication " + namespace + "/legacy");
  }

  @AfterEach
  void withoutMeshPolicy() {
    server.kubectl("-n", ROOT, "delete", "peerauthentication", "mesh", "--ignore-not-found");
  }

  @Test
  void theConditionFollowsThePolicyThatApplies() {
    apply(policy(namespace, "legacy", "selector: {matchLabels: {app: users}}, " + mode("UNSET")));
    awaitMutualTls("False", "MutualTlsOverridden", "Istio's default PERMISSIVE");
    apply(policy(ROOT, "mesh", mode("STRICT")));
    awaitMutualTls("True", "Strict", "");
    apply(policy(ROOT, "mesh", mode("DISABLE")));
    awaitMutualTls("False", "MutualTlsOverridden", "PeerAuthentication " + ROOT + "/mesh");
    server.kubectl("-n", namespace, "delete", "peerauthentication", "legacy");
    awaitMutualTls("True", "Strict", "");
  }

  @Test
  void aRuleForCallersIsSeenInTheirNamespace() {
    server.kubectl("-n", namespace, "delete", "peerauthentication", "legacy");
    awaitMutualTls("True", "Strict", "");
    String callers = server.createNamespace("web");
    apply(
        """
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata: {name: plain, namespace: %s}
        spec: {host: users.%s.svc.cluster.local, trafficPolicy: {tls: {mode: DISABLE}}}
        """
            .formatted(callers, namespace));
    awaitMutualTls("False", "CallerTlsMismatch", "DestinationRule " + callers + "/plain");
    server.kubectl("-n", callers, "delete", "destinationrule", "plain");
    awaitMutualTls("True", "Strict", "");
  }

  @Test
  void strictWaitsForACallerThatSendsPlaintext() {
    server.kubectl("-n", namespace, "delete", "peerauthentication", "legacy");
    setMode("Permissive");
    awaitMutualTls("False", "Permissive", "");
    prometheus.plaintext("users", "batch");
    setMode("Strict");
    awaitMutualTls("False", "PlaintextCallers", "legacy/batch");
    prometheus.onlyMutualTls();
    awaitMutualTls("True", "Strict", "");
  }

  @Test
  void aModeOfTheMeshIsNotKnownToAnOperatorOfOneNamespace() throws IOException {
    operator.close();
    operator = start(cluster.asSluice(), "sluice", Map.of("SLUICE_NAMESPACES", namespace));
    apply(policy(namespace, "legacy", "selector: {matchLabels: {app: users}}, " + mode("UNSET")));
    awaitMutualTls("Unknown", "MeshPolicyHidden", "namespace " + ROOT);
    apply(policy(namespace, "default", mode("STRICT")));
    awaitMutualTls("True", "Strict", "");
  }

  private void setMode(String mode) {
    patchRelease("{\"spec\": {\"security\": {\"mtls\": {\"mode\": \"" + mode + "\"}}}}");
  }

  private void awaitMutualTls(String state, String reason, String message) {
    awaitStatus(
        status -> {
          Condition found = mutualTls(status);
          return found.status().equals(state)
              && found.reason().equals(reason)
              && found.message().contains(message);
        });
  }

  private static Condition mutualTls(CanaryReleaseStatus status) {
    return status.conditions().stream()
        .filter(condition -> condition.type().equals("MutualTLS"))
        .findFirst()
        .orElseThrow();
  }

  private void apply(String manifest) {
    client.resource(manifest).forceConflicts().serverSideApply();
  }

  private static String mode(String mode) {
    return "mtls: {mode: " + mode + "}";
  }

  private static String policy(String namespace, String name, String spec) {
    return """
        apiVersion: security.istio.io/v1
        kind: PeerAuthentication
        metadata: {name: %s, namespace: %s}
        spec: {%s}
        """
        .formatted(name, namespace, spec);
  }
}
