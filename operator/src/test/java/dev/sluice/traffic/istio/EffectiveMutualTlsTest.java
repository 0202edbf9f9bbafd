package dev.sluice.traffic.istio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.traffic.istio.EffectiveMutualTls.PeerMode;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules by which istiod finds the PeerAuthentication that applies to pods. */
class EffectiveMutualTlsTest {
  private static final Map<String, String> PODS = Map.of("app", "users", "tier", "web");

  private static final String OURS =
      policy("shop/users", 9, "selector: {matchLabels: {app: users}}, mtls: {mode: STRICT}");

  @Test
  void withoutAPolicyPlaintextIsAccepted() {
    PeerMode decision = decide();
    assertThat(decision.mode()).contains("PERMISSIVE");
    assertThat(decision.source()).isEmpty();
  }

  @Test
  void aPolicyWithASelectorThatMatchesIsPreferred() {
    assertDecides(
        "shop/users",
        "STRICT",
        policy("shop/default", 1, "mtls: {mode: PERMISSIVE}"),
        policy("istio-system/default", 1, "mtls: {mode: DISABLE}"),
        OURS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{app: items}", "{app: users, tier: db}", "{app: users, track: canary}"})
  void anyLabelThatThePodsDoNotHaveExcludesThem(String labels) {
    assertDecides(
        "shop/users",
        "STRICT",
        policy("shop/old", 1, "selector: {matchLabels: " + labels + "}, mtls: {mode: DISABLE}"),
        OURS);
  }

  @Test
  void theOldestOfThoseThatMatchApplies() {
    String older = "selector: {matchLabels: {tier: web}}, mtls: {mode: PERMISSIVE}";
    assertDecides("shop/old", "PERMISSIVE", OURS, policy("shop/old", 8, older));
    assertDecides("shop/users", "STRICT", policy("shop/old", 10, older), OURS);
  }

  @Test
  void ofTwoThatAreAsOldTheFirstByNameApplies() {
    String spec = "selector: {matchLabels: {app: users}}, mtls: {mode: PERMISSIVE}";
    assertDecides("shop/a", "PERMISSIVE", OURS, policy("shop/a", 9, spec));
    assertDecides("shop/users", "STRICT", policy("shop/z", 9, spec), OURS);
  }

  @Test
  void policiesOfOtherNamespacesDoNotCount() {
    assertDecides(
        "shop/users",
        "STRICT",
        policy("bank/old", 1, "selector: {matchLabels: {app: users}}, mtls: {mode: DISABLE}"),
        policy(
            "istio-system/old", 1, "selector: {matchLabels: {app: users}}, mtls: {mode: DISABLE}"),
        OURS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ", mtls: {}", ", mtls: {mode: UNSET}"})
  void whatIsUnsetIsInheritedFromTheNamespaceThenFromTheMesh(String mtls) {
    String unset = policy("shop/old", 1, "selector: {matchLabels: {app: users}}" + mtls);
    String mesh = policy("istio-system/mesh", 5, "mtls: {mode: STRICT}");
    assertDecides(
        "shop/default",
        "DISABLE",
        unset,
        OURS,
        mesh,
        policy("shop/default", 6, "mtls: {mode: DISABLE}"));
    assertDecides(
        "istio-system/mesh", "STRICT", unset, mesh, policy("shop/default", 6, "mtls: {}"));
    assertThat(decide(unset).mode()).contains("PERMISSIVE");
    assertThat(decide(unset).selecting()).isPresent();
  }

  @Test
  void anEmptySelectorIsNone() {
    assertDecides(
        "shop/default",
        "STRICT",
        policy("shop/default", 1, "selector: {matchLabels: {}}, mtls: {mode: STRICT}"));
  }

  @Test
  void theOldestPolicyOfTheNamespaceIsInherited() {
    assertDecides(
        "shop/first",
        "STRICT",
        policy("shop/a", 3, "mtls: {mode: DISABLE}"),
        policy("shop/first", 2, "mtls: {mode: STRICT}"));
  }

  @Test
  void aModeOfThePortIsPreferredAndAnUnsetOneInherited() {
    String ports =
        policy(
            "shop/users",
            1,
            "selector: {matchLabels: {app: users}}, mtls: {mode: STRICT},"
                + " portLevelMtls: {8080: {mode: PERMISSIVE}, 9090: {mode: UNSET}}");
    PeerMode open = of(true, ports).decide(PODS, "8080");
    assertThat(open.mode()).contains("PERMISSIVE");
    assertThat(open.portLevel()).isTrue();
    for (String port : List.of("9090", "7070")) {
      assertThat(of(true, ports).decide(PODS, port).mode()).contains("STRICT");
    }
  }

  @Test
  void portsOfAPolicyThatDoesNotApplyDoNotCount() {
    String younger =
        policy(
            "shop/z",
            10,
            "selector: {matchLabels: {app: users}}, portLevelMtls: {8080: {mode: DISABLE}}");
    String wide = policy("shop/default", 1, "portLevelMtls: {8080: {mode: DISABLE}}");
    assertThat(of(true, OURS, younger, wide).decide(PODS, "8080").mode()).contains("STRICT");
  }

  @Test
  void aModeOfTheMeshIsNotKnownWhereItCannotBeSeen() {
    String unset = policy("shop/old", 1, "selector: {matchLabels: {app: users}}");
    assertThat(of(false, unset).decide(PODS, "8080").mode()).isEmpty();
    assertThat(of(false, OURS).decide(PODS, "8080").mode()).contains("STRICT");
  }

  @Test
  void inTheRootNamespaceAPolicyWithASelectorIsIgnored() {
    EffectiveMutualTls policies =
        EffectiveMutualTls.of(
            read(
                policy(
                    "istio-system/a",
                    1,
                    "selector: {matchLabels: {app: users}}, mtls: {mode: STRICT}"),
                policy("istio-system/mesh", 2, "mtls: {mode: DISABLE}")),
            "istio-system",
            "istio-system",
            true);
    assertThat(policies.decide(PODS, "8080").mode()).contains("DISABLE");
  }

  private static void assertDecides(String source, String mode, String... policies) {
    PeerMode decision = decide(policies);
    assertThat(decision.mode()).contains(mode);
    assertThat(decision.source().orElseThrow().get("metadata"))
        .extracting("namespace", "name")
        .containsExactly((Object[]) source.split("/", 2));
  }

  private static PeerMode decide(String... policies) {
    return of(true, policies).decide(PODS, "8080");
  }

  private static EffectiveMutualTls of(boolean meshVisible, String... policies) {
    return EffectiveMutualTls.of(read(policies), "shop", "istio-system", meshVisible);
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> read(String... policies) {
    return Stream.of(policies)
        .map(policy -> (Map<String, Object>) Serialization.unmarshal(policy, Map.class))
        .toList();
  }

  /** Of a namespace and a name, made in the given second. */
  private static String policy(String address, int second, String spec) {
    String[] parts = address.split("/", 2);
    return """
        kind: PeerAuthentication
        metadata: {namespace: %s, name: %s, creationTimestamp: '2026-01-01T00:00:%02dZ'}
        spec: {%s}
        """
        .formatted(parts[0], parts[1], second, spec);
  }
}
