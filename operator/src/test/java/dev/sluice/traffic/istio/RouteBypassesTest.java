package dev.sluice.traffic.istio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.traffic.Bypass;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which rules of others, and which Services, lead around the route. */
class RouteBypassesTest {
  private static final String SERVICE =
      """
      metadata: {name: users, namespace: shop}
      spec: {clusterIP: 10.0.0.7, ports: [{name: http, port: 80}]}
      """;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{hosts: [a.example.com], gateways: [web/edge],"
            + " http: [{route: [{destination: {host: users.shop}}]}]}",
        "{hosts: [a.example.com], gateways: [web/edge],"
            + " http: [{route: [{destination: {host: users.shop.svc.cluster.local, subset: v2}}]}]}",
        "{hosts: [a.example.com], gateways: [web/edge], http: [{route: [{destination:"
            + " {host: other}}], mirror: {host: users.shop}}]}",
        "{hosts: [a.example.com], gateways: [web/edge], http: [{route: [{destination:"
            + " {host: other}}], mirrors: [{destination: {host: users.shop.svc}}]}]}",
        "{hosts: [a.example.com], gateways: [web/edge],"
            + " tcp: [{route: [{destination: {host: users.shop}}]}]}",
        "{hosts: [a.example.com], gateways: [web/edge], http: [{route: [{destination:"
            + " {host: users.shop, subset: stable}, weight: 90},"
            + " {destination: {host: users.shop}, weight: 10}]}]}",
        "{http: [{route: [{destination: {host: users.shop}}]}]}"
      })
  void aGatewaysRequestsPassTheWeights(String spec) {
    assertThat(bypasses(spec, SERVICE))
        .singleElement()
        .satisfies(
            bypass -> {
              assertThat(bypass.object()).isEqualTo("VirtualService web/theirs");
              assertThat(bypass.path()).contains("from a gateway to host \"users\"");
              assertThat(bypass.remedy()).contains("subset: stable");
            });
  }

  @Test
  void ofOtherHostsOfTheMeshTooWhateverTheirSubset() {
    assertThat(
            bypasses(
                "{hosts: [accounts], http: [{route: [{destination:"
                    + " {host: users.shop, subset: stable}}]}]}",
                SERVICE))
        .singleElement()
        .satisfies(bypass -> assertThat(bypass.remedy()).contains("use host \"users\""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{hosts: [a.example.com], gateways: [web/edge],"
            + " http: [{route: [{destination: {host: users.shop, subset: stable}}]}]}",
        "{hosts: [a.example.com], gateways: [web/edge],"
            + " http: [{route: [{destination: {host: users}}]}]}",
        "{hosts: [a.example.com], gateways: [web/edge], http: [{headers: {request: {set:"
            + " {host: users.shop}}}, route: [{destination: {host: other.shop}}]}]}",
        "{hosts: [users.shop], http: [{route: [{destination: {host: users.shop}}]}]}"
      })
  void noOtherRuleIsAPath(String spec) {
    assertThat(bypasses(spec, SERVICE)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{name: http, port: 80}",
        "{name: http-web, port: 80}",
        "{name: grpc, port: 80}",
        "{name: web, port: 80, appProtocol: http2}",
        "{name: web, port: 80, appProtocol: kubernetes.io/h2c}"
      })
  void aPortOfAProtocolThatIsRoutedIsNone(String port) {
    assertThat(bypasses("{}", service("ports: [" + port + "]"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{name: https, port: 443}",
        "{name: metrics, port: 443}",
        "{port: 443}",
        "{name: http, port: 443, appProtocol: https}",
        "{name: tcp-db, port: 443}"
      })
  void anyOtherPortIsOne(String port) {
    assertThat(bypasses("{}", service("ports: [{name: http, port: 80}, " + port + "]")))
        .singleElement()
        .satisfies(
            bypass -> {
              assertThat(bypass.object()).isEqualTo("Service shop/users");
              assertThat(bypass.path()).contains("443");
              assertThat(bypass.remedy()).contains("appProtocol");
            });
  }

  @Test
  void aHeadlessServiceIsOne() {
    assertThat(bypasses("{}", service("clusterIP: None, ports: [{name: http, port: 80}]")))
        .singleElement()
        .satisfies(bypass -> assertThat(bypass.path()).contains("headless"));
  }

  @Test
  void aServiceThatSomeCallersDoNotSeeIsOne() {
    String hidden =
        SERVICE.replace(
            "namespace: shop",
            "namespace: shop, annotations: {networking.istio.io/exportTo: '%s'}");
    assertThat(bypasses("{}", hidden.formatted(".")))
        .singleElement()
        .satisfies(bypass -> assertThat(bypass.remedy()).contains("networking.istio.io/exportTo"));
    assertThat(bypasses("{}", hidden.formatted("*"))).isEmpty();
  }

  private static String service(String spec) {
    return "metadata: {name: users, namespace: shop}\nspec: {" + spec + "}";
  }

  @SuppressWarnings("unchecked")
  private static List<Bypass> bypasses(String rule, String service) {
    Map<String, Object> object =
        Map.of(
            "kind", "VirtualService",
            "metadata", Map.of("name", "theirs", "namespace", "web"),
            "spec", Serialization.unmarshal("---\n" + rule, Map.class));
    return IstioMesh.INSTANCE
        .router()
        .bypasses(List.of(object), Serialization.unmarshal(service, Map.class));
  }
}
