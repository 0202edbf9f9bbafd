package dev.sluice.traffic.istio;

import static dev.sluice.traffic.istio.IstioKinds.DESTINATION_RULE;

import dev.sluice.common.Unstructured;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which DestinationRules have callers of a Service send something else than mutual TLS of the mesh.
 *
 * <p>A caller follows the rule for the host in its own namespace, whatever that rule's exportTo,
 * then the one in the Service's namespace, then the one in the root namespace (Istio, "Traffic
 * Management Best Practices", cross-namespace configuration). So a rule of any namespace counts for
 * the callers there, unless a more specific one stands beside it.
 */
final class CallerTls {
  /** The one mode with the certificates of the mesh; a proxy uses it too where there is no mode. */
  private static final String MESH = "ISTIO_MUTUAL";

  private final List<Map<String, Object>> rules;
  private final String service;
  private final String namespace;
  private final String rootNamespace;

  /**
   * Rules that may name the host of {@code service}.
   *
   * @param namespace of the Service
   */
  CallerTls(
      List<Map<String, Object>> rules, String service, String namespace, String rootNamespace) {
    this.rules =
        rules.stream()
            .filter(rule -> DESTINATION_RULE.kind().equals(Unstructured.text(rule, "kind")))
            .filter(rule -> HostConflicts.claims(rule, service, namespace))
            .distinct()
            .toList();
    this.service = service;
    this.namespace = namespace;
    this.rootNamespace = rootNamespace;
  }

  /**
   * What a rule says.
   *
   * @param field for example {@code spec.trafficPolicy.tls}
   * @param mode for example {@code DISABLE}
   */
  record TlsSetting(Map<String, Object> rule, String field, String mode) {
    /** Whether callers send plaintext, and not another kind of TLS. */
    boolean isPlaintext() {
      return mode.equals("DISABLE");
    }
  }

  /**
   * The first such setting of each rule.
   *
   * @param ports numbers of the Service's ports
   */
  List<TlsSetting> settings(List<Long> ports) {
    return rules.stream()
        .filter(this::applies)
        .flatMap(rule -> ports.stream().flatMap(port -> of(rule, port).stream()).limit(1))
        .toList();
  }

  private boolean applies(Map<String, Object> rule) {
    String home = home(rule);
    boolean hidden = !isExact(rule) && hasExact(home);
    // Rules of the root namespace that others can see are what istiod looks at last.
    boolean last =
        home.equals(rootNamespace)
            && !rootNamespace.equals(namespace)
            && !Unstructured.list(rule, "spec", "exportTo").equals(List.of("."))
            && hasExact(namespace);
    return !hidden && !last;
  }

  private boolean hasExact(String home) {
    return rules.stream().anyMatch(rule -> home(rule).equals(home) && isExact(rule));
  }

  private boolean isExact(Map<String, Object> rule) {
    return HostConflicts.isHost(
        Unstructured.text(rule, "spec", "host"), home(rule), service, namespace);
  }

  private static String home(Map<String, Object> rule) {
    return Unstructured.text(rule, "metadata", "namespace");
  }

  /** Of the whole host, then of its subsets, which inherit what they do not set. */
  private static Optional<TlsSetting> of(Map<String, Object> rule, long port) {
    Map<String, Object> spec = Unstructured.map(rule, "spec");
    Optional<TlsSetting> whole =
        of(rule, "spec", Unstructured.map(spec, "trafficPolicy"), port, Optional.empty());
    List<Optional<TlsSetting>> found = new ArrayList<>(List.of(whole));
    for (Map<String, Object> subset : Unstructured.maps(spec, "subsets")) {
      found.add(
          of(
              rule,
              "spec.subsets[" + Unstructured.text(subset, "name") + "]",
              Unstructured.map(subset, "trafficPolicy"),
              port,
              whole));
    }
    return found.stream()
        .flatMap(Optional::stream)
        .filter(setting -> !setting.mode().equals(MESH))
        .findFirst();
  }

  /** The settings of a port replace those of its policy as a whole, and inherit nothing. */
  private static Optional<TlsSetting> of(
      Map<String, Object> rule,
      String owner,
      Map<String, Object> policy,
      long port,
      Optional<TlsSetting> inherited) {
    String path = owner + ".trafficPolicy";
    for (Map<String, Object> level : Unstructured.maps(policy, "portLevelSettings")) {
      if (Unstructured.number(level, 0, "port", "number") == port) {
        return tls(rule, path + ".portLevelSettings[" + port + "].tls", level);
      }
    }
    return Unstructured.at(policy, "tls").isPresent()
        ? tls(rule, path + ".tls", policy)
        : inherited;
  }

  /** In Istio's API a TLS setting without a mode has the mode DISABLE. */
  private static Optional<TlsSetting> tls(
      Map<String, Object> rule, String field, Map<String, Object> policy) {
    return Unstructured.at(policy, "tls")
        .map(tls -> Unstructured.text(policy, "tls", "mode"))
        .map(mode -> new TlsSetting(rule, field, mode.isEmpty() ? "DISABLE" : mode));
  }
}
