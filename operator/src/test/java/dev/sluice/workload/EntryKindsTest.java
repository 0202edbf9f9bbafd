package dev.sluice.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.common.ResourceKind;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EntryKindsTest {
  @Test
  void backendsOfAnIngress() {
    assertThat(
            services(
                EntryKinds.INGRESS,
                """
                defaultBackend: {service: {name: fallback, port: {number: 80}}}
                rules:
                - host: a.example.com
                  http:
                    paths:
                    - {path: /, backend: {service: {name: users, port: {name: http}}}}
                    - {path: /files, backend: {resource: {kind: StorageBucket, name: files}}}
                - host: b.example.com
                """))
        .containsExactlyInAnyOrder("shop/fallback", "shop/users");
  }

  @Test
  void backendsAndMirrorsOfARouteOfTheGatewayApi() {
    for (ResourceKind kind : List.of(EntryKinds.HTTP_ROUTE, EntryKinds.GRPC_ROUTE)) {
      assertThat(
              services(
                  kind,
                  """
                  rules:
                  - backendRefs:
                    - {name: users, port: 80}
                    - {name: accounts, namespace: bank, kind: Service, group: "", port: 80}
                    - {name: bucket, kind: Bucket, group: example.com}
                    filters:
                    - {type: RequestMirror, requestMirror: {backendRef: {name: copies, port: 80}}}
                  - backendRefs:
                    - name: users
                      port: 80
                      filters:
                      - type: RequestMirror
                        requestMirror: {backendRef: {name: audit, namespace: bank, port: 80}}
                  """))
          .containsExactlyInAnyOrder("shop/users", "bank/accounts", "shop/copies", "bank/audit");
    }
  }

  private static List<String> services(ResourceKind kind, String spec) {
    return EntryKinds.services(
        kind,
        Map.of(
            "metadata", Map.of("name", "theirs", "namespace", "shop"),
            "spec", Serialization.unmarshal(spec, Map.class)));
  }
}
