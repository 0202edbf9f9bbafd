package dev.sluice.messages;

import java.util.List;
import java.util.SortedSet;

/** What the mesh makes of mutual TLS, which object decides, and what changes that. */
public final class MutualTlsMessages {
  private static final int MOST_NAMED = 3;

  private MutualTlsMessages() {}

  // Which policy decides

  public static String selected(String policy, String mode) {
    return "%s has mode %s and is the oldest that selects the pods".formatted(policy, mode);
  }

  public static String ofPort(String policy, String mode) {
    return "%s, the oldest that selects the pods, has mode %s in portLevelMtls"
        .formatted(policy, mode);
  }

  /** A policy that selects the pods leaves the mode to one that does not; empty without one. */
  public static String inherited(String selecting, String source, String mode) {
    return "%s, and %s, which applies then, has mode %s".formatted(unset(selecting), source, mode);
  }

  public static String byDefault(String selecting, String mode) {
    return "%s, and no policy of the namespace or the mesh has one, so that Istio's default %s applies"
        .formatted(unset(selecting), mode);
  }

  public static String hidden(String selecting, String namespace) {
    return "%s, and policies of the mesh in namespace %s, which apply then, are not visible to Sluice"
        .formatted(unset(selecting), namespace);
  }

  private static String unset(String selecting) {
    return selecting.isEmpty()
        ? "no PeerAuthentication with a mode selects the pods"
        : "%s, the oldest that selects the pods, has no mode".formatted(selecting);
  }

  public static String removePolicy() {
    return "delete it, or exclude the pods from its selector";
  }

  public static String removePort() {
    return "remove that port from it";
  }

  public static String setMode(String policy) {
    return "set spec.mtls.mode of %s, or delete it".formatted(policy);
  }

  public static String addPolicy() {
    return "create a PeerAuthentication with a mode in the namespace";
  }

  // Rules for callers

  public static String caller(String rule, String field, String mode, boolean plaintext) {
    return "%s has %s.mode %s, so that its callers send %s"
        .formatted(
            rule, field, mode, plaintext ? "plaintext" : "TLS without the mesh's certificates");
  }

  public static String removeTls() {
    return "remove tls there, or set the mode ISTIO_MUTUAL";
  }

  public static String removeOwnTls() {
    return "remove tls from spec.traffic.trafficPolicy, or set the mode ISTIO_MUTUAL";
  }

  // The gate before Strict

  /** Plaintext requests came; {@code ""} among the callers stands for those without a name. */
  public static String waitsForCallers(SortedSet<String> callers, String window) {
    List<String> names =
        callers.stream()
            .map(caller -> caller.isEmpty() ? "callers without a sidecar" : caller)
            .toList();
    String named = String.join(", ", names.subList(0, Math.min(MOST_NAMED, names.size())));
    String more =
        names.size() > MOST_NAMED ? " and %d more".formatted(names.size() - MOST_NAMED) : "";
    return "Strict is not set yet: in the last %s plaintext requests came from %s%s; add them to the mesh, or set spec.security.mtls.mode: Permissive"
        .formatted(window, named, more);
  }

  public static String waitsForLabel(String window) {
    return "Strict is not set yet: metrics of the last %s do not show how requests came; keep the label connection_security_policy in Istio's Telemetry"
        .formatted(window);
  }

  public static String waitsForMetrics() {
    return "Strict is not set yet: Prometheus does not answer whether callers send plaintext requests; check the operator's setting --prometheus-url";
  }

  // The condition

  public static String accepted(List<String> ports, String cause, String remedy) {
    return "Plaintext requests to %s are accepted: %s; %s".formatted(of(ports), cause, remedy);
  }

  public static String required(List<String> ports, String cause, String remedy) {
    return "Mutual TLS is off for %s: %s; %s".formatted(of(ports), cause, remedy);
  }

  public static String refused(List<String> ports, String cause, String remedy) {
    return "Plaintext requests to %s are refused: %s; %s".formatted(of(ports), cause, remedy);
  }

  public static String unknown(List<String> ports, String cause, String remedy) {
    return "Whether plaintext requests to %s are accepted is not known: %s; %s"
        .formatted(of(ports), cause, remedy);
  }

  public static String callersRefused(String cause, String remedy) {
    return "The pods refuse requests: %s; %s".formatted(cause, remedy);
  }

  private static String of(List<String> ports) {
    if (ports.equals(List.of(""))) {
      return "the pods";
    }
    return (ports.size() == 1 ? "port " : "ports ") + String.join(", ", ports) + " of the pods";
  }
}
