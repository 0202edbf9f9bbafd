package dev.sluice.lab.scenarios;

import dev.sluice.lab.demo.Manifests;
import java.util.Map;

/** A platform's admission policy that adds a timeout to the first route of a VirtualService. */
final class TimeoutPolicy {
  /** Longer than any request, so that it harms none. */
  private static final String TIMEOUT = "35s";

  private static final String POLICY =
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: MutatingAdmissionPolicy
      metadata:
        name: NAME
      spec:
        failurePolicy: Fail
        reinvocationPolicy: IfNeeded
        matchConstraints:
          namespaceSelector:
            matchLabels:
              kubernetes.io/metadata.name: NAME
          resourceRules:
            - apiGroups: [networking.istio.io]
              apiVersions: ["*"]
              operations: [CREATE, UPDATE]
              resources: [virtualservices]
        matchConditions:
          - name: has-a-route
            expression: has(object.spec.http) && object.spec.http.size() > 0
        mutations:
          - patchType: JSONPatch
            jsonPatch:
              expression: >-
                [JSONPatch{op: "add", path: "/spec/http/0/timeout", value: "TIMEOUT"}]
      ---
      apiVersion: admissionregistration.k8s.io/v1
      kind: MutatingAdmissionPolicyBinding
      metadata:
        name: NAME
      spec:
        policyName: NAME
      """;

  private static final Map<String, Object> PROBE =
      Map.of(
          "apiVersion",
          "networking.istio.io/v1",
          "kind",
          "VirtualService",
          "metadata",
          Map.of("name", "probe"),
          "spec",
          Manifests.parse(
                  """
                  hosts: [probe.example]
                  http:
                    - route:
                        - destination: {host: probe.example}
                  """)
              .get(0));

  private TimeoutPolicy() {}

  /** Creates the policy for the namespace of the scenario, until the scenario is over. */
  static void create(ScenarioApi api) {
    String name = api.namespace();
    api.afterwards(
        () ->
            api.kubectl(
                "delete",
                "mutatingadmissionpolicies,mutatingadmissionpolicybindings",
                name,
                "--ignore-not-found"));
    KubectlFile.with(
        POLICY.replace("NAME", name).replace("TIMEOUT", TIMEOUT),
        file -> api.kubectl("apply", file));
  }

  /** Whether a VirtualService that is created now gets the timeout. */
  static boolean inForce(ScenarioApi api) {
    return KubectlFile.with(
            ScenarioApi.json(PROBE),
            file ->
                api.kubectl(
                    "create",
                    "--dry-run=server",
                    "--output=jsonpath={.spec.http[0].timeout}",
                    file))
        .equals(TIMEOUT);
  }
}
