package dev.sluice.traffic;

import dev.sluice.common.Quantities;
import dev.sluice.common.Unstructured;
import dev.sluice.traffic.istio.AuthorizationPolicyRenderer;
import dev.sluice.traffic.istio.PeerAuthenticationRenderer;
import dev.sluice.traffic.istio.RateLimitRenderer;
import dev.sluice.traffic.istio.RequestAuthenticationRenderer;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A policy renderer under test.
 *
 * @param name of its folder of golden files
 * @param intent reads its intent from an {@code intent.yaml}
 */
record RendererCase(
    String name, PolicyRenderer renderer, Function<Map<String, Object>, PolicyIntent> intent) {

  /** Every renderer, the one that exists for the tests alone among them. */
  static Stream<RendererCase> all() {
    return Stream.of(
        new RendererCase(
            "mutual-tls",
            new PeerAuthenticationRenderer(),
            yaml -> new MutualTls(Boolean.TRUE.equals(yaml.get("strict")))),
        new RendererCase(
            "jwt", new RequestAuthenticationRenderer(), yaml -> new JwtRules(rules(yaml))),
        new RendererCase(
            "allow", new AuthorizationPolicyRenderer(), yaml -> new AllowRules(rules(yaml))),
        new RendererCase(
            "rate-limit",
            new RateLimitRenderer(),
            yaml ->
                new RequestLimit(
                    (Integer) yaml.get("requests"),
                    Quantities.duration((String) yaml.get("per")).orElseThrow(),
                    (Integer) yaml.get("burst"))),
        new RendererCase(
            "sidecar",
            new SidecarRenderer(),
            yaml ->
                new SidecarRenderer.Egress(
                    Unstructured.list(yaml, "hosts").stream().map(String::valueOf).toList())));
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> rules(Map<String, Object> yaml) {
    return (List<Map<String, Object>>) yaml.get("rules");
  }

  List<DesiredObject> render(Map<String, String> podLabels, Map<String, Object> yaml) {
    return renderer.render(
        new PolicyContext(Intents.RELEASE, podLabels, List.of(intent.apply(yaml))));
  }

  @Override
  public String toString() {
    return name;
  }
}
