package dev.sluice.lab.scenarios;

import static dev.sluice.lab.scenarios.ScriptLines.NEXT;
import static dev.sluice.lab.scenarios.ScriptLines.act;
import static dev.sluice.lab.scenarios.ScriptLines.adoptedWithQuickSteps;
import static dev.sluice.lab.scenarios.ScriptLines.applied;
import static dev.sluice.lab.scenarios.ScriptLines.check;
import static dev.sluice.lab.scenarios.ScriptLines.condition;
import static dev.sluice.lab.scenarios.ScriptLines.ended;
import static dev.sluice.lab.scenarios.ScriptLines.stable;
import static dev.sluice.lab.scenarios.ScriptLines.weight;
import static dev.sluice.lab.scenarios.ScriptLines.weights;

import java.util.List;

/** Objects of others that decide about mutual TLS of the pods. */
final class SecurityScenarios {
  private SecurityScenarios() {}

  private static final String PERMISSIVE =
      """
      apiVersion: security.istio.io/v1
      kind: PeerAuthentication
      metadata:
        name: legacy
      spec:
        selector:
          matchLabels: {app: NAME}
        mtls:
          mode: PERMISSIVE
      """;

  /** Istio applies the oldest policy that selects the pods, and no other. */
  private static final Scenario OLDER_POLICY =
      Scenario.of(
          "older-permissive-policy",
          "An older PERMISSIVE PeerAuthentication selects the pods, and the spec asks for Strict.",
          act(
              "create PeerAuthentication legacy",
              api ->
                  KubectlFile.with(
                      PERMISSIVE.replace("NAME", ScenarioApi.NAME),
                      file -> api.kubectl("apply", file))),
          adoptedWithQuickSteps(),
          condition("MutualTLS", "MutualTlsOverridden"),
          applied(NEXT),
          weight(20),
          check(
              "MutualTLS is False and names the policy",
              api ->
                  api.conditions().contains("MutualTLS MutualTlsOverridden")
                      && api.conditionMessage("MutualTLS")
                          .contains("PeerAuthentication " + api.namespace() + "/legacy")),
          ended(NEXT, "Promoted"),
          stable(NEXT),
          weights(0, 20, 60, 100, 75, 50, 0),
          act(
              "delete PeerAuthentication legacy",
              api -> api.kubectl("delete", "peerauthentication", "legacy")),
          condition("MutualTLS", "Strict"));

  static List<Scenario> all() {
    return List.of(OLDER_POLICY);
  }
}
