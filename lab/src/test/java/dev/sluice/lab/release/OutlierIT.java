package dev.sluice.lab.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.lab.host.Shell;
import dev.sluice.lab.load.LoadRun;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The caller's proxy ejects a failing pod, by the policy that the CanaryRelease states. */
@SluiceTest
class OutlierIT {
  private static final Duration EJECTED = Duration.ofSeconds(30);
  private static final Duration EFFECT = Duration.ofSeconds(5);

  @Test
  void aFailingStablePodIsEjectedAndAnEditTakesEffect(InstalledSluice sluice) {
    try (UsersRelease users = new UsersRelease(sluice, "outlier-it")) {
      users.handOver(Map.of());
      try (LoadRun load = users.load(50)) {
        assertThat(envoy(sluice, users, "clusters")).doesNotContain("failed_outlier_check");
        Pod faulty = faulty(sluice, users);
        Pattern ejected =
            Pattern.compile(
                "outbound\\|80\\|stable\\|users\\S+::"
                    + Pattern.quote(faulty.getStatus().getPodIP())
                    + ":8080::health_flags::\\S*failed_outlier_check");
        users.await(
            "the failing pod's ejection",
            EJECTED,
            () -> ejected.matcher(envoy(sluice, users, "clusters")).find());
        sluice.client().resource(faulty).delete();

        edit(sluice, users);
        Instant edited = Instant.now();
        Pattern wanted = Pattern.compile("\"consecutive_5xx\":\\s*7\\b");
        users.await(
            "the edited policy in the caller's proxy",
            Duration.ofSeconds(30),
            () -> wanted.matcher(envoy(sluice, users, dump())).find());
        assertThat(Duration.between(edited, Instant.now())).isLessThan(EFFECT);

        var ledger = load.stop();
        assertThat(ledger.noVerdict()).as(ledger.rate().text()).isEmpty();
        assertThat(ledger.failures())
            .isNotEmpty()
            .allSatisfy(failure -> assertThat(failure.version()).isEqualTo("faulty"));
      }
    }
  }

  /** A pod that the Service selects as any other, and that fails whatever it is asked. */
  private static Pod faulty(InstalledSluice sluice, UsersRelease users) {
    PodSpec spec = users.live().getSpec().getTemplate().getSpec();
    Pod pod =
        new PodBuilder()
            .withNewMetadata()
            .withNamespace(users.namespace())
            .withName("users-faulty")
            .withLabels(users.live().getSpec().getTemplate().getMetadata().getLabels())
            .endMetadata()
            .withSpec(spec)
            .build();
    var container = pod.getSpec().getContainers().get(0);
    container.getEnv().removeIf(variable -> variable.getName().equals("VERSION"));
    container.getEnv().add(variable("VERSION", "faulty"));
    container.getEnv().add(variable("FAIL_PERCENT", "100"));
    sluice.client().resource(pod).create();
    return sluice.client().resource(pod).waitUntilReady(90, TimeUnit.SECONDS);
  }

  private static io.fabric8.kubernetes.api.model.EnvVar variable(String name, String value) {
    return new io.fabric8.kubernetes.api.model.EnvVar(name, value, null);
  }

  private static void edit(InstalledSluice sluice, UsersRelease users) {
    sluice.kubectl(
        "-n",
        users.namespace(),
        "patch",
        "crel",
        UsersRelease.NAME,
        "--type=merge",
        "-p",
        "{\"spec\": {\"traffic\": {\"trafficPolicy\": {\"outlierDetection\":"
            + " {\"consecutive5xxErrors\": 7}}}}}");
  }

  private static String dump() {
    return "config_dump?resource=dynamic_active_clusters&name_regex=.*stable.users.*";
  }

  /** What the caller's proxy says of itself. */
  private static String envoy(InstalledSluice sluice, UsersRelease users, String path) {
    Shell.CommandResult result =
        sluice
            .lab()
            .kubectl(
                "-n",
                users.namespace(),
                "exec",
                "load",
                "-c",
                "istio-proxy",
                "--",
                "pilot-agent",
                "request",
                "GET",
                path);
    assertThat(result.ok()).as(result.output()).isTrue();
    return result.output();
  }
}
