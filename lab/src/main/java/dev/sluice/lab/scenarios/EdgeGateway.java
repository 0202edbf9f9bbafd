package dev.sluice.lab.scenarios;

/** A gateway of Istio's ingress, and a rule of it that sends requests to the users API. */
final class EdgeGateway {
  private static final String OBJECTS =
      """
      apiVersion: networking.istio.io/v1
      kind: Gateway
      metadata:
        name: edge
      spec:
        selector:
          istio: ingressgateway
        servers:
          - port: {number: 80, name: http, protocol: HTTP}
            hosts: [users.example.com]
      ---
      apiVersion: networking.istio.io/v1
      kind: VirtualService
      metadata:
        name: edge
      spec:
        hosts: [users.example.com]
        gateways: [edge]
        http:
          - route:
              - destination: {host: NAME}
      """;

  private EdgeGateway() {}

  static void create(ScenarioApi api) {
    KubectlFile.with(OBJECTS.replace("NAME", ScenarioApi.NAME), file -> api.kubectl("apply", file));
  }

  /** Its requests stay on the stable version. */
  static void nameSubset(ScenarioApi api) {
    api.kubectl(
        "patch",
        "virtualservice",
        "edge",
        "--type=json",
        "--patch=[{\"op\":\"add\",\"path\":\"/spec/http/0/route/0/destination/subset\","
            + "\"value\":\"stable\"}]");
  }
}
