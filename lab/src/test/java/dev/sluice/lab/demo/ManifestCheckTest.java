package dev.sluice.lab.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ManifestCheckTest {
  private static final Map<String, Object> MANIFEST =
      Manifests.parse(
              """
              apiVersion: apps/v1
              kind: Deployment
              metadata: {name: users, labels: {app: users}}
              spec:
                replicas: 2
                template:
                  spec:
                    securityContext: {}
                    containers:
                      - {name: users, env: [{name: VERSION, value: "1"}]}
              """)
          .get(0);

  /** As stored by the API server: with defaults and managed fields. */
  private static final String LIVE =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: users
        generation: 7
        resourceVersion: "41"
        labels: {app: users%s}
        annotations: {kubectl.kubernetes.io/last-applied-configuration: "{}"}
      spec:
        replicas: 2
        revisionHistoryLimit: 10%s
        template:
          spec:
            securityContext: {}
            containers:
              - {name: users, env: [{name: VERSION, value: "%s"}], imagePullPolicy: IfNotPresent}
      status: {replicas: 2}
      """;

  private static Map<String, Object> live(String label, String pause, String version) {
    return Manifests.parse(LIVE.formatted(label, pause, version)).get(0);
  }

  @Test
  void defaultsAreNotMissingAndNoChange() {
    Map<String, Object> live = live("", "", "1");
    assertThat(ManifestCheck.missing(MANIFEST, live)).isEmpty();
    assertThat(ManifestCheck.changes(live, live, Map.of())).isEmpty();
  }

  @Test
  void whatTheApiServerKeepsIsNoChange() {
    Map<String, Object> later =
        Manifests.parse(
                LIVE.formatted("", "", "1")
                    .replace("generation: 7", "generation: 8")
                    .replace("\"41\"", "\"99\"")
                    .replace("status: {replicas: 2}", "status: {replicas: 3, readyReplicas: 3}"))
            .get(0);
    assertThat(ManifestCheck.changes(live("", "", "1"), later, Map.of())).isEmpty();
  }

  @Test
  void anotherValueIsMissing() {
    assertThat(ManifestCheck.missing(MANIFEST, live("", "", "2")))
        .extracting(Object::toString)
        .containsExactly("spec.template.spec.containers[0].env[0].value: 1 -> 2");
    assertThat(ManifestCheck.missing(MANIFEST, Map.of())).isNotEmpty();
  }

  @Test
  void additionsAndRemovalsAreChanges() {
    Map<String, Object> before = live("", "", "1");
    Map<String, Object> after = live(", sluice.dev/managed: 'true'", "\n  paused: true", "1");
    assertThat(ManifestCheck.changes(before, after, Map.of()))
        .extracting(Object::toString)
        .containsExactly(
            "metadata.labels[sluice.dev/managed]: absent -> true", "spec.paused: absent -> true");
    assertThat(ManifestCheck.changes(after, before, Map.of())).hasSize(2);
  }

  @Test
  void whatAManifestAskedForIsNoChange() {
    Map<String, Object> asked = Manifests.parse(LIVE.formatted("", "", "2")).get(0);
    assertThat(ManifestCheck.changes(live("", "", "1"), live("", "", "2"), asked)).isEmpty();
    assertThat(ManifestCheck.changes(live("", "", "1"), live("", "", "3"), asked)).hasSize(1);
  }

  @Test
  void weightsAreReadFromTheRouteToTheCanary() {
    Map<String, Object> routed =
        Manifests.parse(
                """
                spec:
                  http:
                    - route:
                        - {destination: {host: users, subset: stable}, weight: 80}
                        - {destination: {host: users, subset: canary}, weight: 20}
                """)
            .get(0);
    assertThat(WeightWatch.canaryWeight(routed)).hasValue(20);
    Map<String, Object> unweighted =
        Map.of(
            "spec",
            Map.of(
                "http",
                List.of(
                    Map.of("route", List.of(Map.of("destination", Map.of("subset", "canary")))))));
    assertThat(WeightWatch.canaryWeight(unweighted)).hasValue(0);
    assertThat(WeightWatch.canaryWeight(Map.of())).isEmpty();
  }
}
