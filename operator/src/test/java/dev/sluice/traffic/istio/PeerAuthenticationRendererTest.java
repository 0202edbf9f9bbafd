package dev.sluice.traffic.istio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.common.ReleaseRef;
import dev.sluice.common.Unstructured;
import dev.sluice.traffic.DesiredObject;
import dev.sluice.traffic.MutualTls;
import dev.sluice.traffic.PolicyContext;
import dev.sluice.traffic.PolicyIntent;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PeerAuthenticationRendererTest {

  private static List<DesiredObject> render(Map<String, String> labels, PolicyIntent... intents) {
    return new PeerAuthenticationRenderer()
        .render(
            new PolicyContext(
                new ReleaseRef("shop", "users", "sluice-system/sluice", "users", "users"),
                labels,
                List.of(intents)));
  }

  @Test
  void mutualTlsIsStrictOrPermissive() {
    List<DesiredObject> objects = render(Map.of("app", "users"), new MutualTls(true));
    assertThat(objects).hasSize(1);
    assertThat(Unstructured.text(objects.get(0).body(), "spec", "mtls", "mode"))
        .isEqualTo("STRICT");
  }

  @Test
  void withoutLabelsItWouldHoldForTheWholeNamespace() {
    assertThat(render(Map.of(), new MutualTls(true))).isEmpty();
    assertThat(render(Map.of("app", "users"))).isEmpty();
  }
}
