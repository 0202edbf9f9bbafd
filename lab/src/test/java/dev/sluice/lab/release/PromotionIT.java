package dev.sluice.lab.release;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.lab.demo.WeightWatch;
import dev.sluice.lab.host.Shell;
import dev.sluice.lab.load.Ledger;
import dev.sluice.lab.load.LoadRun;
import dev.sluice.lab.release.DeploymentHealth.Argo;
import dev.sluice.lab.release.DeploymentHealth.Kstatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A good version and then a bad one, delivered by Helm, and their health in delivery tools. */
@SluiceTest
@Order(30)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PromotionIT {
  private InstalledSluice sluice;
  private Path values;
  @AutoClose private UsersRelease users;
  @AutoClose private LoadRun load;

  @BeforeAll
  void aServiceOfHelmIsAdopted(InstalledSluice sluice, @TempDir Path folder) {
    this.sluice = sluice;
    values = folder.resolve("values.json");
    users = new UsersRelease(sluice, "promotion-it");
    // Helm owns the objects from the start.
    sluice.kubectl("-n", users.namespace(), "delete", "deployment/users", "service/users");
    succeeded(helm("1.4.1", "--wait"));
    users.awaitRest();
    assertHealth(Argo.HEALTHY, Kstatus.CURRENT);
    // An unchanged chart, as pipelines apply it.
    succeeded(helm("1.4.1", "--wait"));
    load = users.load(50);
  }

  @Test
  @Order(1)
  void aGoodVersionIsPromotedAndNothingIsLost() {
    try (WeightWatch weights = users.weights()) {
      // Returns when the Deployment is complete, after all steps.
      CompletableFuture<Shell.CommandResult> upgrade =
          CompletableFuture.supplyAsync(() -> helm("1.4.2", "--wait"));
      List<Argo> duringIt = new ArrayList<>();
      users.await(
          "the end of 1.4.2",
          () -> {
            boolean ended = users.view().ended("1.4.2");
            if (!ended) {
              duringIt.add(DeploymentHealth.argo(users.live()));
            }
            return ended;
          });
      users.awaitEnd("1.4.2", "Promoted");
      assertThat(weights.weights()).containsExactly(0, 20, 60, 100, 75, 50, 0);
      succeeded(upgrade.join());
      // Suspended while the new version is analysed, and never Degraded.
      assertThat(duringIt).contains(Argo.SUSPENDED).doesNotContain(Argo.DEGRADED);
      assertHealth(Argo.HEALTHY, Kstatus.CURRENT);
      assertThat(users.view().stable()).isEqualTo("1.4.2");
      Ledger ledger = load.ledger();
      users.assertNothingLost(ledger, "");
      assertThat(ledger.byVersion()).containsOnlyKeys("1.4.1", "1.4.2");
    }
  }

  @Test
  @Order(2)
  void aRejectedVersionIsNotDoneForDeliveryTools() {
    succeeded(helm("1.5.0"));
    users.awaitEnd("1.5.0", "RolledBack");
    assertHealth(Argo.SUSPENDED, Kstatus.IN_PROGRESS);
    users.assertNothingLost(load.stop(), "1.5.0");
  }

  private static void succeeded(Shell.CommandResult helm) {
    assertThat(helm.ok()).as(helm.output()).isTrue();
  }

  private void assertHealth(Argo argo, Kstatus kstatus) {
    assertThat(DeploymentHealth.argo(users.live())).isEqualTo(argo);
    assertThat(DeploymentHealth.kstatus(users.live())).isEqualTo(kstatus);
  }

  /** Installs the chart of the examples; 1.5.0 is bad. */
  private Shell.CommandResult helm(String version, String... more) {
    Map<String, Object> spec =
        UsersRelease.quick(
            UsersRelease.step(20, "10s"),
            UsersRelease.step(60, "10s"),
            UsersRelease.step(100, "5s"));
    Map<String, String> environment =
        version.equals("1.5.0") ? Map.of("FAIL_PERCENT", "50") : Map.of();
    try {
      Files.writeString(
          values,
          new ObjectMapper()
              .writeValueAsString(
                  Map.of(
                      "version",
                      version,
                      "env",
                      environment,
                      "canaryRelease",
                      Map.of("spec", spec))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "upgrade",
                "--install",
                "users",
                sluice.checkout().example("users-chart").toString(),
                "--namespace=" + users.namespace(),
                "--values=" + values,
                "--timeout=4m"));
    arguments.addAll(List.of(more));
    return sluice.lab().helm(arguments.toArray(String[]::new));
  }
}
