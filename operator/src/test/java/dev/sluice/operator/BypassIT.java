package dev.sluice.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.v1alpha1.CanaryReleaseStatus;
import dev.sluice.api.v1alpha1.Condition;
import dev.sluice.api.v1alpha1.Phase;
import dev.sluice.testing.ApiServer;
import org.junit.jupiter.api.Test;

/** Paths around the route come and go, on a real API server and with the chart's rights. */
class BypassIT extends ReconcileFixture {
  BypassIT(ApiServer server) {
    super(server);
  }

  @Test
  void aReleaseWaitsUntilEachPathIsGone() {
    prometheus.load("users", 40, 0);
    awaitStatus(status -> status.phase() == Phase.Stable);
    assertThat(isolated(status().orElseThrow()).status()).isEqualTo("True");

    server.kubectl(
        "-n", namespace, "create", "ingress", "public", "--rule=a.example.com/*=users:http");
    awaitPath("Ingress " + namespace + "/public");
    changeTo("1.1");
    awaitStatus(status -> status.phase() == Phase.Blocked);
    server.kubectl(
        "-n", namespace, "expose", "deployment", "users", "--name=internal", "--port=80");
    server.kubectl("-n", namespace, "delete", "ingress", "public");
    awaitPath("Service " + namespace + "/internal");
    assertThat(status().orElseThrow().release()).isNull();

    client
        .resource(
            """
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: edge, namespace: %s}
            spec:
              hosts: [a.example.com]
              gateways: [web/edge]
              http: [{route: [{destination: {host: users}}]}]
            """
                .formatted(namespace))
        .create();
    server.kubectl("-n", namespace, "delete", "service", "internal");
    awaitPath("VirtualService " + namespace + "/edge");
    client
        .resource(
            """
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: {name: route, namespace: %s}
            spec: {rules: [{backendRefs: [{name: users, port: 80}]}]}
            """
                .formatted(namespace))
        .create();
    awaitStatus(status -> accepted(status).message().contains("HTTPRoute " + namespace + "/route"));
    server.kubectl("-n", namespace, "delete", "httproute", "route");
    server.kubectl(
        "-n",
        namespace,
        "patch",
        "virtualservice",
        "edge",
        "--type=json",
        "-p",
        "[{\"op\":\"add\",\"path\":\"/spec/http/0/route/0/destination/subset\",\"value\":\"stable\"}]");
    awaitStatus(status -> weight(status) > 0);
    assertThat(isolated(status().orElseThrow()).status()).isEqualTo("True");
  }

  @Test
  void requestsThatAGatewayKeepsOnTheStableVersionAreLeftOut() {
    prometheus.load("users", 40, 0);
    awaitStatus(status -> status.phase() == Phase.Stable);
    client
        .resourceList(
            """
        apiVersion: networking.istio.io/v1
        kind: Gateway
        metadata: {name: edge, namespace: %1$s}
        spec:
          selector: {istio: edge}
          servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: [a.example.com]}]
        ---
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: edge, namespace: %1$s}
        spec:
          hosts: [a.example.com]
          gateways: [edge]
          http: [{route: [{destination: {host: users, subset: stable}}]}]
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: edge-proxy, namespace: %1$s}
        spec:
          selector: {matchLabels: {istio: edge}}
          template:
            metadata: {labels: {istio: edge, app: edge}}
            spec: {containers: [{name: istio-proxy, image: auto}]}
        """
                .formatted(namespace))
        .create();
    changeTo("1.1");
    awaitStatus(status -> weight(status) > 0);
    awaitStatus(
        status ->
            condition(status, "MetricsAvailable")
                .message()
                .contains("Requests from edge-proxy are left out"));
    assertThat(prometheus.asked)
        .anyMatch(form -> form.get("query").contains("source_workload!~\"edge-proxy\""));
  }

  private void awaitPath(String path) {
    awaitStatus(
        status ->
            accepted(status).reason().equals("BypassRoute")
                && accepted(status).message().startsWith(path));
  }

  private static Condition accepted(CanaryReleaseStatus status) {
    return condition(status, "Accepted");
  }

  private static Condition isolated(CanaryReleaseStatus status) {
    return condition(status, "Isolated");
  }

  private static Condition condition(CanaryReleaseStatus status, String type) {
    return status.conditions().stream()
        .filter(condition -> condition.type().equals(type))
        .findFirst()
        .orElseThrow();
  }
}
