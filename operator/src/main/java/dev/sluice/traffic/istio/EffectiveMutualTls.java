package dev.sluice.traffic.istio;

import dev.sluice.common.Unstructured;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Which PeerAuthentication applies to pods, and with which mode, as istiod decides it (Istio,
 * "PeerAuthentication", and istiod's composition of these policies).
 *
 * <p>The oldest policy whose selector matches the pods applies, and no other that does. What it
 * leaves unset is inherited from the oldest policy without a selector in the namespace, then from
 * the one in the root namespace, then it is PERMISSIVE. Modes of single ports count in the policy
 * that selects the pods alone. In the root namespace a policy with a selector is ignored.
 */
final class EffectiveMutualTls {
  static final String STRICT = "STRICT";
  static final String PERMISSIVE = "PERMISSIVE";
  static final String DISABLE = "DISABLE";

  private static final String UNSET = "UNSET";

  /** As istiod orders them; times are in seconds, and written alike. */
  private static final Comparator<Map<String, Object>> OLDEST_FIRST =
      Comparator.comparing(
              (Map<String, Object> policy) ->
                  Unstructured.text(policy, "metadata", "creationTimestamp"))
          .thenComparing(policy -> Unstructured.text(policy, "metadata", "name"));

  private final List<Map<String, Object>> selecting;
  private final Optional<Map<String, Object>> ofNamespace;
  private final Optional<Map<String, Object>> ofMesh;
  private final boolean meshVisible;

  private EffectiveMutualTls(
      List<Map<String, Object>> selecting,
      Optional<Map<String, Object>> ofNamespace,
      Optional<Map<String, Object>> ofMesh,
      boolean meshVisible) {
    this.selecting = selecting;
    this.ofNamespace = ofNamespace;
    this.ofMesh = ofMesh;
    this.meshVisible = meshVisible;
  }

  /**
   * What decides for one port of pods.
   *
   * @param mode empty where it is inherited from a policy that cannot be seen
   * @param selecting the policy that selects the pods
   * @param source the policy that has the mode; empty where none has one
   * @param portLevel whether it has the mode for this port alone
   */
  record PeerMode(
      Optional<String> mode,
      Optional<Map<String, Object>> selecting,
      Optional<Map<String, Object>> source,
      boolean portLevel) {}

  /**
   * The policies for pods of a namespace.
   *
   * @param policies of that namespace and of the root namespace
   * @param meshVisible whether those of the root namespace can be seen
   */
  static EffectiveMutualTls of(
      List<Map<String, Object>> policies,
      String namespace,
      String rootNamespace,
      boolean meshVisible) {
    boolean root = namespace.equals(rootNamespace);
    return new EffectiveMutualTls(
        root ? List.of() : sorted(policies, namespace, policy -> !selector(policy).isEmpty()),
        root ? Optional.empty() : first(policies, namespace),
        first(policies, rootNamespace),
        meshVisible);
  }

  private static Optional<Map<String, Object>> first(
      List<Map<String, Object>> policies, String namespace) {
    return sorted(policies, namespace, policy -> selector(policy).isEmpty()).stream().findFirst();
  }

  private static List<Map<String, Object>> sorted(
      List<Map<String, Object>> policies, String namespace, Predicate<Map<String, Object>> which) {
    return policies.stream()
        .filter(policy -> Unstructured.text(policy, "metadata", "namespace").equals(namespace))
        .filter(which)
        .sorted(OLDEST_FIRST)
        .toList();
  }

  private static Map<String, String> selector(Map<String, Object> policy) {
    return Unstructured.texts(policy, "spec", "selector", "matchLabels");
  }

  /**
   * What applies.
   *
   * @param labels of the pods
   * @param port of the pods, as a number; empty for all that no policy has by itself
   */
  PeerMode decide(Map<String, String> labels, String port) {
    Optional<Map<String, Object>> selects =
        selecting.stream()
            .filter(policy -> labels.entrySet().containsAll(selector(policy).entrySet()))
            .findFirst();
    Optional<String> ofPort =
        selects.flatMap(policy -> mode(policy, "spec", "portLevelMtls", port, "mode"));
    if (ofPort.isPresent()) {
      return new PeerMode(ofPort, selects, selects, true);
    }
    Optional<Map<String, Object>> source =
        Stream.of(selects, ofNamespace, ofMesh)
            .flatMap(Optional::stream)
            .filter(policy -> mode(policy, "spec", "mtls", "mode").isPresent())
            .findFirst();
    Optional<String> mode = source.flatMap(policy -> mode(policy, "spec", "mtls", "mode"));
    boolean known = mode.isPresent() || meshVisible;
    return new PeerMode(
        known ? mode.or(() -> Optional.of(PERMISSIVE)) : mode, selects, source, false);
  }

  private static Optional<String> mode(Map<String, Object> policy, String... path) {
    return Optional.of(Unstructured.text(policy, path))
        .filter(mode -> !mode.isEmpty() && !mode.equals(UNSET));
  }
}
