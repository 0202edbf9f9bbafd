package dev.sluice.traffic.istio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.common.Unstructured;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SubsetReferencesTest {

  @Test
  void routesOfEachProtocolAndMirrorsAreFound() {
    assertThat(
            hosts(
                """
                hosts: [public.example.com]
                gateways: [edge]
                http:
                - match: [{uri: {prefix: /v1}}]
                  route: [{destination: {host: users.shop, subset: stable}}]
                  mirror: {host: copies.shop, subset: canary}
                - route: [{destination: {host: users.shop, subset: stable}, weight: 100}]
                  mirrors: [{destination: {host: audit.shop, subset: stable}}]
                tcp:
                - route: [{destination: {host: db.shop, subset: canary}}]
                tls:
                - route: [{destination: {host: secure.shop, subset: stable}}]
                """))
        .containsExactlyInAnyOrder(
            "users.shop", "copies.shop", "audit.shop", "db.shop", "secure.shop");
  }

  @Test
  void aDestinationWithoutOneOfOurSubsetsIsNone() {
    assertThat(
            hosts(
                """
                hosts: [public.example.com]
                http:
                - route:
                  - {destination: {host: users.shop}}
                  - {destination: {host: users.shop, subset: v2}}
                """))
        .isEmpty();
  }

  @SuppressWarnings("unchecked")
  private static List<String> hosts(String spec) {
    Map<String, Object> yaml = Serialization.unmarshal("spec:\n" + spec.indent(2), Map.class);
    return SubsetReferences.hosts(Unstructured.map(yaml, "spec"));
  }
}
