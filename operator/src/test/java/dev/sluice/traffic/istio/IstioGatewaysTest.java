package dev.sluice.traffic.istio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.common.ObjectKey;
import dev.sluice.traffic.GatewayReader;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which gateways a VirtualService is bound to, and whose pods those are. */
class IstioGatewaysTest {
  private final GatewayReader gateways = IstioMesh.INSTANCE.gateways();

  @ParameterizedTest
  @CsvSource({
    "edge, web/edge",
    "istio-ingress/edge, istio-ingress/edge",
    "./edge, web/edge",
    "edge.istio-ingress, istio-ingress/edge",
    "edge.istio-ingress.svc.cluster.local, istio-ingress/edge"
  })
  void aGatewayIsNamedInEachForm(String name, String gateway) {
    assertThat(bound("{hosts: [a.example.com], gateways: ['" + name + "']}"))
        .extracting(ObjectKey::qualified)
        .containsExactly("Gateway " + gateway);
  }

  @Test
  void aRuleForTheMeshOrForOthersToDelegateToIsBoundToNone() {
    assertThat(bound("{hosts: [a.example.com], gateways: [edge, mesh]}")).isEmpty();
    assertThat(bound("{hosts: [a.example.com]}")).isEmpty();
    assertThat(bound("{http: []}")).isEmpty();
  }

  @Test
  void aGatewaySaysWhichPodsItsProxiesAre() {
    assertThat(gateways.podLabels(read("{spec: {selector: {istio: ingressgateway}}}")))
        .containsExactly(Map.entry("istio", "ingressgateway"));
    assertThat(gateways.podLabels(read("{spec: {servers: []}}"))).isEmpty();
  }

  private List<ObjectKey> bound(String spec) {
    return gateways.gateways(
        read("{metadata: {namespace: web, name: public}, spec: " + spec + "}"));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> read(String yaml) {
    return Serialization.unmarshal("---\n" + yaml, Map.class);
  }
}
