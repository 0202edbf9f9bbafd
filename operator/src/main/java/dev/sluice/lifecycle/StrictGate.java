package dev.sluice.lifecycle;

import dev.sluice.analysis.PlaintextTraffic;
import dev.sluice.analysis.PlaintextTraffic.Completeness;
import dev.sluice.common.Quantities;
import dev.sluice.messages.MutualTlsMessages;
import dev.sluice.messages.Reason;
import dev.sluice.spec.ReleasePolicy;
import dev.sluice.traffic.DesiredObject;
import dev.sluice.traffic.ManagedObject;
import dev.sluice.traffic.Mesh;
import dev.sluice.traffic.MutualTls;
import dev.sluice.traffic.PolicyContext;
import dev.sluice.traffic.PolicyIntent;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What stands between the pods and {@code Strict}: the pods would refuse plaintext requests, so the
 * mode is not set before metrics show that there are none. Until then the mode in force stays.
 *
 * @param isWaiting whether the spec asks for Strict, and Sluice has not set it yet
 * @param modeInForce what Sluice has set; empty if it has set none
 */
public record StrictGate(
    boolean isWaiting, Optional<MutualTls> modeInForce, Optional<PlaintextTraffic> traffic) {
  private static final MutualTls STRICT = new MutualTls(true);
  private static final MutualTls PERMISSIVE = new MutualTls(false);

  /** The gate as it is observed. */
  public static StrictGate of(Observation observed, ReleasePolicy policy, Mesh mesh) {
    boolean wanted = policy.policy(MutualTls.class).filter(MutualTls::strict).isPresent();
    Optional<DesiredObject> strict = wanted ? rendered(observed, STRICT, mesh) : Optional.empty();
    if (strict.isEmpty()) {
      return new StrictGate(false, Optional.empty(), Optional.empty());
    }
    Optional<Map<String, Object>> there =
        observed
            .owned()
            .get(strict.get().key())
            .filter(object -> ManagedObject.isOwnedBy(object, observed.self().name()));
    boolean isSet =
        there
            .map(ManagedObject::appliedHash)
            .filter(ManagedObject.appliedHash(strict.get().body())::equals)
            .isPresent();
    return new StrictGate(!isSet, there.map(object -> PERMISSIVE), observed.plaintext());
  }

  private static Optional<DesiredObject> rendered(
      Observation observed, MutualTls intent, Mesh mesh) {
    PolicyContext context = observed.policyContext(List.of(intent));
    return mesh.renderers().stream()
        .flatMap(renderer -> renderer.render(context).stream())
        .findFirst();
  }

  /** Whether Strict must not be set now. */
  public boolean isClosed() {
    return isWaiting && traffic.filter(PlaintextTraffic::isNone).isEmpty();
  }

  /** The policies that may be in force now, of those that the spec asks for. */
  public List<PolicyIntent> admit(List<PolicyIntent> intents) {
    if (!isClosed()) {
      return intents;
    }
    return intents.stream()
        .flatMap(intent -> intent instanceof MutualTls ? modeInForce.stream() : Stream.of(intent))
        .toList();
  }

  /** Why Strict must not be set now. */
  public Reason reason() {
    return traffic
        .map(
            seen ->
                seen.completeness() == Completeness.NONE
                    ? Reason.PlaintextUnknown
                    : Reason.PlaintextCallers)
        .orElse(Reason.NotProgrammed);
  }

  /** The same in words; empty before metrics were queried. */
  public String message() {
    return traffic.map(StrictGate::message).orElse("");
  }

  private static String message(PlaintextTraffic traffic) {
    String window = Quantities.text(traffic.window());
    if (traffic.completeness() == Completeness.NONE) {
      return MutualTlsMessages.waitsForMetrics();
    }
    return traffic.callers().isEmpty()
        ? MutualTlsMessages.waitsForLabel(window)
        : MutualTlsMessages.waitsForCallers(traffic.callers(), window);
  }
}
