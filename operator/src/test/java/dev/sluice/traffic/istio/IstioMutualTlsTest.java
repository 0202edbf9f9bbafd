package dev.sluice.traffic.istio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.sluice.common.ReleaseRef;
import dev.sluice.traffic.MutualTlsReader;
import dev.sluice.traffic.MutualTlsState;
import dev.sluice.traffic.MutualTlsState.CallerRule;
import dev.sluice.traffic.MutualTlsState.Plaintext;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What pods accept and callers send, with the objects that decide it. */
class IstioMutualTlsTest {
  private static final String OURS =
      """
      kind: PeerAuthentication
      metadata:
        {namespace: shop, name: users, creationTimestamp: '2026-01-01T00:00:09Z', labels:
          {app.kubernetes.io/managed-by: sluice, sluice.dev/release: users}}
      spec: {selector: {matchLabels: {app: users}}, mtls: {mode: STRICT}}
      """;

  private final List<Map<String, Object>> templates =
      new ArrayList<>(List.of(template("{app: users}", 8080)));
  private final List<Map<String, Object>> policies = new ArrayList<>(List.of(yaml(OURS)));
  private final List<Map<String, Object>> rules = new ArrayList<>();

  @Test
  void eachPortOfEachVersionIsLookedAt() {
    templates.add(template("{app: users, sluice.dev/track: canary}", 8081));
    policies.add(
        policy("selector: {matchLabels: {sluice.dev/track: canary}}, mtls: {mode: DISABLE}"));
    assertThat(read(true).ports())
        .extracting(MutualTlsState.PortState::port, MutualTlsState.PortState::plaintext)
        .containsExactly(
            tuple("8080", Plaintext.REFUSED),
            tuple("9090", Plaintext.REFUSED),
            tuple("8081", Plaintext.REQUIRED),
            tuple("9090", Plaintext.REQUIRED));
  }

  @Test
  void theModeOfOurOwnPolicyIsKnownAsOurs() {
    assertThat(read(true).ports()).allMatch(MutualTlsState.PortState::own);
    policies.add(policy("selector: {matchLabels: {app: users}}, mtls: {mode: STRICT}"));
    assertThat(read(true).ports()).noneMatch(MutualTlsState.PortState::own);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mtls: {mode: PERMISSIVE}"
            + "| PeerAuthentication shop/old has mode PERMISSIVE and is the oldest that selects the pods"
            + "| delete it, or exclude the pods from its selector",
        "portLevelMtls: {8080: {mode: DISABLE}}"
            + "| PeerAuthentication shop/old, the oldest that selects the pods, has mode DISABLE in portLevelMtls"
            + "| remove that port from it",
        "mtls: {mode: UNSET}"
            + "| PeerAuthentication shop/old, the oldest that selects the pods, has no mode, and no policy of the namespace or the mesh has one, so that Istio's default PERMISSIVE applies"
            + "| set spec.mtls.mode of PeerAuthentication shop/old, or delete it",
      })
  void thePolicyThatDecidesIsNamed(String spec, String cause, String remedy) {
    policies.add(policy("selector: {matchLabels: {app: users}}, " + spec));
    MutualTlsState.PortState port = read(true).ports().get(0);
    assertThat(port.cause()).isEqualTo(cause);
    assertThat(port.remedy()).isEqualTo(remedy);
  }

  @Test
  void theNamespaceOfTheMeshIsNamedOnlyWhereItMatters() {
    assertThat(read(false).ports()).allMatch(port -> port.plaintext() == Plaintext.REFUSED);
    policies.add(policy("selector: {matchLabels: {app: users}}"));
    assertThat(read(false).ports())
        .allSatisfy(
            port -> {
              assertThat(port.plaintext()).isEqualTo(Plaintext.HIDDEN);
              assertThat(port.cause()).contains("in namespace istio-system");
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}}",
        "{trafficPolicy: {connectionPool: {http: {maxRetries: 1}}}}",
        "{trafficPolicy: {tls: {mode: DISABLE}, portLevelSettings: [{port: {number: 80}},"
            + " {port: {number: 90}, tls: {mode: ISTIO_MUTUAL}}]}}",
        "{trafficPolicy: {portLevelSettings: [{port: {number: 443}, tls: {mode: DISABLE}}]}}",
        "{trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}, subsets: [{name: v1}]}"
      })
  void aRuleThatLeavesTlsToTheMeshIsNotNamed(String spec) {
    rules.add(rule("web", "users.shop", spec));
    assertThat(read(true).callers()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{trafficPolicy: {tls: {mode: DISABLE}}} | spec.trafficPolicy.tls.mode DISABLE | plaintext",
        "{trafficPolicy: {tls: {}}} | spec.trafficPolicy.tls.mode DISABLE | plaintext",
        "{trafficPolicy: {tls: {mode: SIMPLE}}} | spec.trafficPolicy.tls.mode SIMPLE | TLS without",
        "{trafficPolicy: {tls: {mode: MUTUAL}}} | spec.trafficPolicy.tls.mode MUTUAL | TLS without",
        "{trafficPolicy: {portLevelSettings: [{port: {number: 90}, tls: {mode: DISABLE}}]}}"
            + "| spec.trafficPolicy.portLevelSettings[90].tls.mode DISABLE | plaintext",
        "{trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}, subsets: [{name: v1, trafficPolicy:"
            + " {tls: {mode: DISABLE}}}]}"
            + "| spec.subsets[v1].trafficPolicy.tls.mode DISABLE | plaintext",
        "{subsets: [{name: v1, trafficPolicy: {portLevelSettings:"
            + " [{port: {number: 80}, tls: {mode: DISABLE}}]}}]}"
            + "| spec.subsets[v1].trafficPolicy.portLevelSettings[80].tls.mode DISABLE | plaintext"
      })
  void aRuleThatDoesNotIsNamedWithItsField(String spec, String field, String sends) {
    rules.add(rule("web", "users.shop.svc.cluster.local", spec));
    assertThat(read(true).callers())
        .singleElement()
        .satisfies(
            caller -> {
              assertThat(caller.cause())
                  .startsWith("DestinationRule web/theirs has " + field)
                  .contains("send " + sends);
              assertThat(caller.remedy()).contains("remove tls there");
            });
  }

  @Test
  void ourOwnRuleHasTheSettingFromTheSpec() {
    rules.add(
        yaml(
            """
            kind: DestinationRule
            metadata: {namespace: shop, name: users, labels:
              {app.kubernetes.io/managed-by: sluice, sluice.dev/release: users}}
            spec: {host: users, trafficPolicy: {tls: {mode: DISABLE}}}
            """));
    assertThat(read(true).callers())
        .singleElement()
        .extracting(CallerRule::remedy)
        .asString()
        .contains("spec.traffic.trafficPolicy");
  }

  @Test
  void aRuleForAnotherHostDoesNotCount() {
    rules.add(rule("web", "users", "{trafficPolicy: {tls: {mode: DISABLE}}}"));
    rules.add(rule("shop", "items", "{trafficPolicy: {tls: {mode: DISABLE}}}"));
    assertThat(read(true).callers()).isEmpty();
  }

  /** Callers follow the most specific rule of their namespace, and the root namespace's last. */
  @Test
  void aWiderRuleCountsWhereNoOtherIsPreferred() {
    String off = "{trafficPolicy: {tls: {mode: DISABLE}}}";
    rules.add(rule("shop", "users", "{}"));
    rules.add(rule("shop", "*.local", off));
    rules.add(rule("istio-system", "*.local", off));
    assertThat(read(true).callers()).isEmpty();
    rules.add(rule("web", "*.local", off));
    assertThat(read(true).callers()).hasSize(1);
    rules.remove(0);
    assertThat(read(true).callers()).hasSize(3);
  }

  @Test
  void aPrivateRuleOfTheRootNamespaceCountsForItsGateways() {
    rules.add(rule("shop", "users", "{}"));
    rules.add(
        rule(
            "istio-system",
            "users.shop",
            "{exportTo: [.], trafficPolicy: {tls: {mode: DISABLE}}}"));
    assertThat(read(true).callers()).hasSize(1);
  }

  private MutualTlsState read(boolean meshVisible) {
    return IstioMesh.INSTANCE
        .mutualTls()
        .read(
            new MutualTlsReader.VisibleObjects(
                new ReleaseRef("shop", "users", "", "users", "users"),
                yaml(
                    """
                    metadata: {name: users, namespace: shop}
                    spec: {ports: [{port: 80, targetPort: web}, {port: 90, targetPort: 9090},
                      {port: 53, protocol: UDP}]}
                    """),
                templates,
                policies,
                rules,
                meshVisible));
  }

  private static Map<String, Object> template(String labels, int port) {
    return yaml(
        """
        metadata: {labels: %s}
        spec: {containers: [{name: app, ports: [{name: web, containerPort: %d}]}]}
        """
            .formatted(labels, port));
  }

  /** One that is older than ours. */
  private static Map<String, Object> policy(String spec) {
    return yaml(
        """
        kind: PeerAuthentication
        metadata: {namespace: shop, name: old, creationTimestamp: '2026-01-01T00:00:01Z'}
        spec: {%s}
        """
            .formatted(spec));
  }

  private static Map<String, Object> rule(String namespace, String host, String spec) {
    Map<String, Object> rule =
        yaml(
            """
            kind: DestinationRule
            metadata: {namespace: %s, name: theirs}
            spec: %s
            """
                .formatted(namespace, spec));
    @SuppressWarnings("unchecked")
    Map<String, Object> body = (Map<String, Object>) rule.get("spec");
    body.put("host", host);
    return rule;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> yaml(String text) {
    return Serialization.unmarshal(text, Map.class);
  }
}
