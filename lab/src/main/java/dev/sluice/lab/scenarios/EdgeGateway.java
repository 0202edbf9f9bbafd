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
            hosts: [HOST]
      ---
      apiVersion: networking.istio.io/v1
      kind: VirtualService
      metadata:
        name: edge
      spec:
        hosts: [HOST]
        gateways: [edge]
        http:
          - route:
              - destination: {host: NAME}
      """;

  /** The address of the ingress within the mesh; requests to it need no other host. */
  static final String INGRESS = "istio-ingressgateway.istio-system";

  private EdgeGateway() {}

  /** For a host that nothing calls. */
  static void create(ScenarioApi api) {
    create(api, "users.example.com");
  }

  static void create(ScenarioApi api, String host) {
    String objects = OBJECTS.replace("NAME", ScenarioApi.NAME).replace("HOST", host);
    KubectlFile.with(objects, file -> api.kubectl("apply", file));
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

  /** Its requests go to the whole Service. */
  static void nameNoSubset(ScenarioApi api) {
    api.kubectl(
        "patch",
        "virtualservice",
        "edge",
        "--type=json",
        "--patch=[{\"op\":\"remove\",\"path\":\"/spec/http/0/route/0/destination/subset\"}]");
  }
}
