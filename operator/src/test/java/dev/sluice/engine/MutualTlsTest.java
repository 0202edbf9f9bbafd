package dev.sluice.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.PlaintextTraffic;
import dev.sluice.api.v1alpha1.CanaryReleaseSpec;
import dev.sluice.api.v1alpha1.Condition;
import dev.sluice.api.v1alpha1.Mtls;
import dev.sluice.api.v1alpha1.MtlsMode;
import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.api.v1alpha1.Security;
import dev.sluice.api.v1alpha1.Target;
import dev.sluice.common.Unstructured;
import dev.sluice.messages.Reason;
import dev.sluice.traffic.ForeignPolicies;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The condition MutualTLS says what the mesh has, and stops nothing. */
class MutualTlsTest extends LifecycleFixture {
  private static final Duration WINDOW = Duration.ofMinutes(10);

  private static final Map<String, Object> OLDER =
      policy(
          Map.of(
              "selector",
              Map.of("matchLabels", Map.of("app", "users")),
              "mtls",
              Map.of("mode", "PERMISSIVE")));

  @Test
  void strictIsClaimedWhereNothingElseApplies() {
    adopted(MtlsMode.Strict);
    assertThat(mutualTls().status()).isEqualTo("True");
    assertThat(mutualTls().reason()).isEqualTo("Strict");
    assertThat(mutualTls().message()).isEmpty();
  }

  @Test
  void anOlderPolicyIsNamedOnceAndHoldsNoRelease() {
    world.others.policies = new ForeignPolicies(List.of(OLDER), true);
    adopted(MtlsMode.Strict);
    assertThat(mutualTls().status()).isEqualTo("False");
    assertThat(mutualTls().reason()).isEqualTo("MutualTlsOverridden");
    assertThat(mutualTls().message())
        .isEqualTo(
            "Plaintext requests to port 80 of the pods are accepted: PeerAuthentication shop/legacy"
                + " has mode PERMISSIVE and is the oldest that selects the pods; delete it, or"
                + " exclude the pods from its selector");
    world.set("1.1");
    world.until("promoted", () -> outcome() == Outcome.Promoted);
    assertThat(condition("Ready")).isEqualTo("True");
    assertThat(count(Reason.MutualTlsOverridden)).isOne();
    world.others.policies = ForeignPolicies.NONE;
    world.until("strict", () -> condition("MutualTLS").equals("True"));
  }

  @Test
  void aPolicyForTheCanaryAloneCountsWhileItHasPods() {
    world.others.policies =
        new ForeignPolicies(
            List.of(
                policy(
                    Map.of(
                        "selector", Map.of("matchLabels", Map.of("sluice.dev/track", "canary")),
                        "mtls", Map.of("mode", "DISABLE")))),
            true);
    adopted(MtlsMode.Strict);
    assertThat(condition("MutualTLS")).isEqualTo("True");
    world.set("1.1");
    world.until("a canary", () -> condition("MutualTLS").equals("False"));
    assertThat(mutualTls().message()).startsWith("Mutual TLS is off for port 80 of the pods");
    world.until("promoted", () -> outcome() == Outcome.Promoted);
    world.until("no canary", () -> condition("MutualTLS").equals("True"));
  }

  @Test
  void aModeThatIsInheritedFromTheMeshMayBeUnknown() {
    world.others.policies =
        new ForeignPolicies(
            List.of(policy(Map.of("selector", Map.of("matchLabels", Map.of("app", "users"))))),
            false);
    adopted(MtlsMode.Strict);
    assertThat(mutualTls().status()).isEqualTo("Unknown");
    assertThat(mutualTls().reason()).isEqualTo("MeshPolicyHidden");
    assertThat(mutualTls().message())
        .startsWith("Whether plaintext requests to port 80 of the pods are accepted is not known")
        .contains("namespace istio-system");
  }

  @Test
  void aMeshThatCannotBeSeenDoesNotMatterToAModeThatIsSet() {
    world.others.policies = new ForeignPolicies(List.of(), false);
    adopted(MtlsMode.Strict);
    assertThat(condition("MutualTLS")).isEqualTo("True");
  }

  @Test
  void callersThatSendPlaintextAreNamed() {
    adopted(MtlsMode.Strict);
    world.others.routes.add(
        Map.of(
            "kind", "DestinationRule",
            "metadata", Map.of("name", "plain", "namespace", "web"),
            "spec",
                Map.of(
                    "host",
                    "users.shop.svc.cluster.local",
                    "trafficPolicy",
                    Map.of("tls", Map.of("mode", "DISABLE")))));
    world.until("named", () -> condition("MutualTLS").equals("False"));
    assertThat(mutualTls().reason()).isEqualTo("CallerTlsMismatch");
    assertThat(mutualTls().message())
        .isEqualTo(
            "The pods refuse requests: DestinationRule web/plain has spec.trafficPolicy.tls.mode"
                + " DISABLE, so that its callers send plaintext; remove tls there, or set the mode"
                + " ISTIO_MUTUAL");
    assertThat(count(Reason.CallerTlsMismatch)).isOne();
  }

  @Test
  void permissiveIsNotClaimedWherePlaintextIsRefused() {
    adopted(MtlsMode.Permissive);
    assertThat(mutualTls().reason()).isEqualTo("Permissive");
    world.others.policies =
        new ForeignPolicies(
            List.of(
                policy(
                    Map.of(
                        "selector", Map.of("matchLabels", Map.of("app", "users")),
                        "mtls", Map.of("mode", "STRICT")))),
            true);
    world.until("named", () -> mutualTls().reason().equals("MutualTlsOverridden"));
    assertThat(mutualTls().status()).isEqualTo("False");
    assertThat(mutualTls().message())
        .startsWith("Plaintext requests to port 80 of the pods are refused");
  }

  /** Between the edit of the spec and the write, the mesh has the former mode. */
  @Test
  void aModeIsClaimedWhenItIsWritten() {
    adopted(MtlsMode.Permissive);
    world.refuses = change -> change.target().kind().kind().equals("PeerAuthentication");
    world.spec = spec(MtlsMode.Strict);
    world.run(Duration.ofSeconds(5));
    assertThat(mutualTls().status()).isEqualTo("False");
    assertThat(mutualTls().reason()).isEqualTo("NotProgrammed");
    world.refuses = change -> false;
    world.until("strict", () -> condition("MutualTLS").equals("True"));
  }

  @Test
  void strictWaitsForCallersThatSendPlaintext() {
    plaintextFrom("legacy/batch", PlaintextTraffic.UNNAMED);
    adopted(MtlsMode.Strict);
    assertThat(world.object("PeerAuthentication")).isNull();
    assertThat(mutualTls().status()).isEqualTo("False");
    assertThat(mutualTls().reason()).isEqualTo("PlaintextCallers");
    assertThat(mutualTls().message())
        .isEqualTo(
            "Strict is not set yet: in the last 10m plaintext requests came from callers without a"
                + " sidecar, legacy/batch; add them to the mesh, or set"
                + " spec.security.mtls.mode: Permissive");
    world.set("1.1");
    world.until("promoted", () -> outcome() == Outcome.Promoted);
    assertThat(count(Reason.PlaintextCallers)).isOne();
    world.plaintext = Optional.of(PlaintextTraffic.none(WINDOW));
    world.until("strict", () -> condition("MutualTLS").equals("True"));
    assertThat(count(Reason.PolicyApplied)).isOne();
  }

  @Test
  void permissiveStaysInForceWhileStrictWaits() {
    adopted(MtlsMode.Permissive);
    plaintextFrom("legacy/batch");
    world.spec = spec(MtlsMode.Strict);
    world.run(Duration.ofSeconds(10));
    assertThat(mode()).isEqualTo("PERMISSIVE");
    editMode("DISABLE");
    world.until("repaired", () -> mode().equals("PERMISSIVE"));
    world.plaintext = Optional.of(PlaintextTraffic.none(WINDOW));
    world.until("strict", () -> mode().equals("STRICT"));
  }

  @Test
  void strictWaitsWhileMetricsDoNotSayWhetherItMay() {
    world.plaintext = Optional.empty();
    adopted(MtlsMode.Strict);
    assertThat(world.object("PeerAuthentication")).isNull();
    assertThat(mutualTls().reason()).as("not asked yet").isEqualTo("NotProgrammed");
    world.plaintext = Optional.of(PlaintextTraffic.unknown(WINDOW));
    world.until("no answer", () -> mutualTls().reason().equals("PlaintextUnknown"));
    assertThat(world.object("PeerAuthentication")).isNull();
    world.plaintext =
        Optional.of(
            new PlaintextTraffic(
                WINDOW, new TreeSet<>(), PlaintextTraffic.Completeness.UNLABELLED));
    world.until("a cause", () -> mutualTls().reason().equals("PlaintextCallers"));
    assertThat(mutualTls().message()).contains("keep the label connection_security_policy");
    assertThat(world.object("PeerAuthentication")).isNull();
  }

  /** What is in force is repaired at once: no caller can have needed plaintext since. */
  @Test
  void strictInForceIsRepairedWithoutAsking() {
    adopted(MtlsMode.Strict);
    world.plaintext = Optional.empty();
    editMode("PERMISSIVE");
    world.until("repaired", () -> mode().equals("STRICT"));
    world.until("strict", () -> condition("MutualTLS").equals("True"));
  }

  private String mode() {
    return Unstructured.text(world.object("PeerAuthentication"), "spec", "mtls", "mode");
  }

  private void editMode(String mode) {
    Map<String, Object> policy = world.object("PeerAuthentication");
    Map<String, Object> spec = new LinkedHashMap<>(Unstructured.map(policy, "spec"));
    spec.put("mtls", Map.of("mode", mode));
    policy.put("spec", spec);
    world.touch(policy);
  }

  private void plaintextFrom(String... callers) {
    world.plaintext =
        Optional.of(
            new PlaintextTraffic(
                WINDOW, new TreeSet<>(List.of(callers)), PlaintextTraffic.Completeness.COMPLETE));
  }

  private void adopted(MtlsMode mode) {
    world.spec = spec(mode);
    adopted();
  }

  private static CanaryReleaseSpec spec(MtlsMode mode) {
    return new CanaryReleaseSpec(
        new Target("users"),
        null,
        null,
        null,
        null,
        null,
        new Security(new Mtls(mode), null, null),
        null);
  }

  private static Map<String, Object> policy(Map<String, Object> spec) {
    return Map.of(
        "kind",
        "PeerAuthentication",
        "metadata",
        Map.of("name", "legacy", "namespace", "shop", "creationTimestamp", "2020-01-01T00:00:00Z"),
        "spec",
        spec);
  }

  private long count(Reason reason) {
    return world.events.stream().filter(event -> event.reason() == reason).count();
  }

  private Condition mutualTls() {
    return world.status.conditions().stream()
        .filter(condition -> condition.type().equals("MutualTLS"))
        .findFirst()
        .orElseThrow();
  }
}
