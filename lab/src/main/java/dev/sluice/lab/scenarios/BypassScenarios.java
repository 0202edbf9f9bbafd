package dev.sluice.lab.scenarios;

import static dev.sluice.lab.scenarios.ScriptLines.BAD;
import static dev.sluice.lab.scenarios.ScriptLines.FAILING;
import static dev.sluice.lab.scenarios.ScriptLines.NEXT;
import static dev.sluice.lab.scenarios.ScriptLines.act;
import static dev.sluice.lab.scenarios.ScriptLines.adopted;
import static dev.sluice.lab.scenarios.ScriptLines.adoptedWithQuickSteps;
import static dev.sluice.lab.scenarios.ScriptLines.applied;
import static dev.sluice.lab.scenarios.ScriptLines.appliedBad;
import static dev.sluice.lab.scenarios.ScriptLines.await;
import static dev.sluice.lab.scenarios.ScriptLines.check;
import static dev.sluice.lab.scenarios.ScriptLines.condition;
import static dev.sluice.lab.scenarios.ScriptLines.ended;
import static dev.sluice.lab.scenarios.ScriptLines.gone;
import static dev.sluice.lab.scenarios.ScriptLines.past;
import static dev.sluice.lab.scenarios.ScriptLines.seconds;
import static dev.sluice.lab.scenarios.ScriptLines.stable;
import static dev.sluice.lab.scenarios.ScriptLines.step;
import static dev.sluice.lab.scenarios.ScriptLines.weight;
import static dev.sluice.lab.scenarios.ScriptLines.weights;

import java.time.Duration;
import java.util.List;

/** Paths to the pods that Sluice does not route. */
final class BypassScenarios {
  private BypassScenarios() {}

  private static final ScriptLine BLOCKED =
      await("the phase is Blocked", api -> api.view().phase().equals("Blocked"));

  private static final ScriptLine NO_CANARY =
      check("there is no canary pod", api -> api.canaryPods().isEmpty());

  private static final Scenario GATEWAY =
      Scenario.of(
          "gateway-past-the-route",
          "A gateway's rule names the Service without a subset, and later with subset: stable.",
          adoptedWithQuickSteps(),
          act("apply a gateway and its rule", EdgeGateway::create),
          condition("Isolated", "BypassRoute"),
          applied(NEXT),
          BLOCKED,
          check(
              "the message names the rule and the remedies",
              api ->
                  api.message().contains("VirtualService " + api.namespace() + "/edge")
                      && api.message().contains("subset: stable")
                      && api.message().contains("spec.traffic.bypass")),
          seconds(10),
          NO_CANARY,
          act("set subset: stable in the rule", EdgeGateway::nameSubset),
          ended(NEXT, "Promoted"),
          stable(NEXT),
          weights(0, 20, 60, 100, 75, 50, 0));

  /** No weight moves them, and they tell nothing of the new version. */
  private static final Scenario KEPT =
      Scenario.of(
              "gateway-keeps-subset-stable",
              "Half of the requests come through a gateway whose rule names subset: stable.",
              adoptedWithQuickSteps(),
              act(
                  "apply a gateway and its rule to subset: stable",
                  api -> {
                    EdgeGateway.create(api, EdgeGateway.INGRESS);
                    EdgeGateway.nameSubset(api);
                  }),
              seconds(5),
              act(
                  "half of the requests come through the gateway",
                  api -> api.load().divideWith(EdgeGateway.INGRESS)),
              seconds(10),
              applied(NEXT),
              await(
                  "MetricsAvailable says that the gateway's requests are left out",
                  api ->
                      api.conditionMessage("MetricsAvailable")
                          .contains("Requests from istio-ingressgateway are left out")),
              ended(NEXT, "Promoted"),
              stable(NEXT),
              weights(0, 20, 60, 100, 75, 50, 0),
              appliedBad(FAILING),
              ended(BAD, "RolledBack"),
              applied(NEXT),
              stable(NEXT),
              act("remove subset: stable from the rule", EdgeGateway::nameNoSubset),
              act("delete the CanaryRelease", api -> api.deleteCanaryRelease("background")),
              gone(Duration.ofMinutes(1)))
          .bad(BAD);

  /** A host of Istio's alone, which finds the pods by their labels, those of a canary too. */
  private static final String OTHER_NAME =
      """
      apiVersion: networking.istio.io/v1
      kind: ServiceEntry
      metadata:
        name: accounts
      spec:
        hosts: [accounts.NAMESPACE.svc.cluster.local]
        addresses: [ADDRESS]
        location: MESH_INTERNAL
        resolution: STATIC
        ports: [{number: 80, name: http, protocol: HTTP, targetPort: 8080}]
        workloadSelector: {labels: {app: users}}
      """;

  private static final String OTHER_ADDRESS = "240.10.0.1";

  private static final Scenario NAMED_OTHERWISE =
      Scenario.of(
          "used-under-another-name",
          "Half of the requests use a ServiceEntry for the same pods, until they do no more.",
          adoptedWithQuickSteps(),
          act(
              "create a ServiceEntry for the same pods",
              api ->
                  KubectlFile.with(
                      OTHER_NAME
                          .replace("NAMESPACE", api.namespace())
                          .replace("ADDRESS", OTHER_ADDRESS),
                      file -> api.kubectl("apply", file))),
          seconds(5),
          act("half of the requests use it", api -> api.load().divideWith(OTHER_ADDRESS)),
          seconds(30),
          applied(NEXT),
          await(
              "the release is held, and names the other name",
              api ->
                  api.view().phase().equals("Held")
                      && api.message().contains("are sent to accounts")),
          seconds(10),
          NO_CANARY,
          act("all requests use the Service", api -> api.load().undivided()),
          weight(20),
          ended(NEXT, "Promoted"),
          stable(NEXT),
          weights(0, 20, 60, 100, 75, 50, 0));

  private static final Scenario APPEARS =
      Scenario.of(
          "ingress-in-the-first-step",
          "An Ingress to the Service is created at 20%, in the first step, and deleted later.",
          adoptedWithQuickSteps(),
          applied(NEXT),
          weight(20),
          act(
              "create an Ingress",
              api ->
                  api.kubectl(
                      "create", "ingress", "public", "--rule=users.example.com/*=users:80")),
          past(NEXT, "Withdrawn", "BypassRoute"),
          BLOCKED,
          await("there is no canary pod", api -> api.canaryPods().isEmpty()),
          act("delete the Ingress", api -> api.kubectl("delete", "ingress", "public")),
          past(NEXT, "Promoted", "Promoted"),
          stable(NEXT),
          weights(0, 20, 0, 20, 60, 100, 75, 50, 0));

  private static final Scenario HELD =
      Scenario.of(
          "second-service-in-the-second-step",
          "A second Service of the same pods is created at 60%, and deleted later.",
          adopted(step(20, "5s"), step(60, "20s"), step(100, "5s")),
          applied(NEXT),
          weight(60),
          act(
              "create a second Service",
              api ->
                  api.kubectl(
                      "expose",
                      "deployment",
                      "users",
                      "--name=second",
                      "--port=80",
                      "--target-port=8080")),
          BLOCKED,
          seconds(30),
          check("the weight stays", api -> api.weights().equals(List.of(0, 20, 60))),
          act("delete the second Service", api -> api.kubectl("delete", "service", "second")),
          ended(NEXT, "Promoted"),
          stable(NEXT),
          weights(0, 20, 60, 100, 75, 50, 0));

  /** A rule that is bound to a gateway alone does not route calls between services any more. */
  private static final Scenario UNBOUND =
      Scenario.of(
              "gateways-added-to-the-route",
              "Another client binds Sluice's VirtualService to a gateway at 20%.",
              adopted(step(20, "20s"), step(100, "5s")),
              applied(NEXT),
              weight(20),
              act(
                  "spec.gateways: [edge]",
                  api -> api.patch("virtualservice", "{\"spec\":{\"gateways\":[\"edge\"]}}")),
              await("an event says Repaired", api -> api.said("Repaired")),
              check(
                  "the VirtualService names no gateway",
                  api ->
                      api.kubectl(
                              "get",
                              "virtualservice",
                              "users",
                              "--output=jsonpath={.spec.gateways}")
                          .isBlank()))
          .promotes(NEXT, 0, 20, 100, 75, 50, 0);

  private static final Scenario OPAQUE_PORT =
      Scenario.of(
          "tls-port",
          "The Service has a port https when a new version is applied, and loses it later.",
          adoptedWithQuickSteps(),
          act(
              "a port https of the Service",
              api ->
                  api.patchJson(
                      "service",
                      "[{\"op\":\"replace\",\"path\":\"/spec/ports\",\"value\":["
                          + "{\"name\":\"http\",\"port\":80,\"targetPort\":\"http\"},"
                          + "{\"name\":\"https\",\"port\":443,\"targetPort\":\"http\"}]}]")),
          condition("Isolated", "BypassRoute"),
          applied(NEXT),
          BLOCKED,
          seconds(10),
          NO_CANARY,
          act(
              "the port is removed",
              api -> api.patchJson("service", "[{\"op\":\"remove\",\"path\":\"/spec/ports/1\"}]")),
          ended(NEXT, "Promoted"),
          stable(NEXT));

  static List<Scenario> all() {
    return List.of(GATEWAY, KEPT, NAMED_OTHERWISE, APPEARS, HELD, UNBOUND, OPAQUE_PORT);
  }
}
