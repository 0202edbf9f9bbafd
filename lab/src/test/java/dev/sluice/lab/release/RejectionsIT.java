package dev.sluice.lab.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.lab.demo.Manifests;
import dev.sluice.lab.host.Shell;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Invalid releases are rejected with field, value and remedy, and the mesh is not changed. */
@SluiceTest(prometheus = Sharing.TOLERATES)
@Order(75)
class RejectionsIT {
  private static final Duration SEEN = Duration.ofSeconds(30);

  @Test
  void invalidReleasesAreRejectedAndChangeNothing(InstalledSluice sluice) {
    try (UsersRelease users = new UsersRelease(sluice, "rejections-it")) {
      users.adopt(Map.of());
      String before = mesh(sluice, users);

      admission(users, "weight", List.of(UsersRelease.step(60, "5s"), UsersRelease.step(20, "5s")));
      rejectedByTheApi(users, "max", errorRate("a tenth"));
      rejectedByTheApi(users, "max", errorRate("120%"));

      assertRejected(sluice, users, release("again", "users", null), "TargetConflict", "users");
      assertRejected(sluice, users, release("ghost", "ghost", null), "DeploymentNotFound", "ghost");
      lone(users, "http");
      assertRejected(
          sluice, users, release("lone", "lone", "nowhere"), "ServiceNotFound", "nowhere");
      lone(users, "tcp");
      assertRejected(sluice, users, release("lone", "lone", null), "NoHttpPort", "lone");
      lone(users, "http");
      users.apply(
          Manifests.parse(
                  """
                  apiVersion: networking.istio.io/v1
                  kind: VirtualService
                  metadata: {name: by-hand}
                  spec:
                    hosts: [lone]
                    http: [{route: [{destination: {host: lone}}]}]
                  """)
              .get(0));
      assertRejected(sluice, users, release("lone", "lone", null), "HostConflict", "by-hand");
      sluice.kubectl("-n", users.namespace(), "delete", "virtualservice", "by-hand");

      assertThat(mesh(sluice, users)).isEqualTo(before);
      assertThat(users.view().phase()).isEqualTo("Stable");
    }
  }

  private static Map<String, Object> release(String name, String deployment, String service) {
    Map<String, Object> object =
        Manifests.parse(
                """
                apiVersion: sluice.dev/v1alpha1
                kind: CanaryRelease
                metadata: {name: %s}
                spec: {target: {deployment: %s}}
                """
                    .formatted(name, deployment))
            .get(0);
    if (service != null) {
      UsersRelease.child(object, "spec").put("service", service);
    }
    return object;
  }

  private static Map<String, Object> errorRate(String max) {
    return Map.of(
        "analysis",
        Map.of("metrics", List.of(Map.of("name", "errors", "errorRate", Map.of("max", max)))));
  }

  private static void admission(UsersRelease users, String field, List<Map<String, Object>> steps) {
    rejectedByTheApi(users, field, Map.of("steps", steps));
  }

  private static void rejectedByTheApi(UsersRelease users, String field, Map<String, Object> spec) {
    Shell.CommandResult result = users.tryApply(users.canaryRelease(spec));
    assertThat(result.ok()).as(result.output()).isFalse();
    assertThat(result.output()).contains("spec.").contains(field);
  }

  /** Asserts that the release is not accepted and names the reason, and deletes it. */
  private static void assertRejected(
      InstalledSluice sluice,
      UsersRelease users,
      Map<String, Object> release,
      String reason,
      String value) {
    users.apply(release);
    String name = UsersRelease.child(release, "metadata").get("name").toString();
    users.await(
        name + " to be rejected as " + reason,
        SEEN,
        () -> accepted(sluice, users, name).startsWith("False " + reason));
    // Field, value and remedy.
    assertThat(accepted(sluice, users, name)).contains(value).contains(";");
    sluice.kubectl("-n", users.namespace(), "delete", "crel", name, "--timeout=60s");
  }

  private static String accepted(InstalledSluice sluice, UsersRelease users, String name) {
    return sluice.kubectl(
        "-n",
        users.namespace(),
        "get",
        "crel",
        name,
        "-o",
        "jsonpath={range .status.conditions[?(@.type=='Accepted')]}"
            + "{.status} {.reason}: {.message}{end}");
  }

  /** Another Deployment, without pods, and its Service. */
  private static void lone(UsersRelease users, String port) {
    Map<String, Object> deployment = users.deployment("1.0.0", Map.of());
    UsersRelease.child(deployment, "metadata").put("name", "lone");
    UsersRelease.child(deployment, "spec").put("replicas", 0);
    UsersRelease.child(deployment, "spec")
        .put("selector", Map.of("matchLabels", Map.of("app", "lone")));
    Map<String, Object> template =
        UsersRelease.child(UsersRelease.child(deployment, "spec"), "template");
    UsersRelease.child(UsersRelease.child(template, "metadata"), "labels").put("app", "lone");
    users.apply(deployment);
    users.apply(
        Manifests.parse(
                """
                apiVersion: v1
                kind: Service
                metadata: {name: lone}
                spec:
                  selector: {app: lone}
                  ports: [{name: %s, port: 80, targetPort: 8080}]
                """
                    .formatted(port))
            .get(0));
  }

  private static String mesh(InstalledSluice sluice, UsersRelease users) {
    return sluice.kubectl(
        "-n",
        users.namespace(),
        "get",
        "virtualservice,destinationrule,peerauthentication",
        "-o",
        "jsonpath={range .items[*]}{.kind}/{.metadata.name} {.metadata.resourceVersion}{\"\\n\"}"
            + "{end}");
  }
}
