package dev.sluice.lab.release;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.lab.host.Shell;
import dev.sluice.lab.load.LoadRun;
import dev.sluice.lab.release.DeploymentHealth.Argo;
import dev.sluice.lab.release.DeploymentHealth.Kstatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Delivery tools see a service at rest as well, and a rejected version as not done. */
@SluiceTest
class HealthIT {

  @Test
  void helmWaitReturnsAndTheRulesSayWhatIsSo(InstalledSluice sluice, @TempDir Path folder)
      throws IOException {
    try (UsersRelease users = new UsersRelease(sluice, "health-it")) {
      // Helm's from the first day on.
      sluice.kubectl("-n", users.namespace(), "delete", "deployment", "users");
      assertThat(helm(sluice, users, folder, "1.4.1", "--wait")).satisfies(HealthIT::succeeded);
      users.handOver(UsersRelease.quick(UsersRelease.step(50, "5s"), UsersRelease.step(100, "5s")));
      assertHealth(users, Argo.HEALTHY, Kstatus.CURRENT);
      // At rest the same chart again, as a pipeline applies it.
      assertThat(helm(sluice, users, folder, "1.4.1", "--wait")).satisfies(HealthIT::succeeded);
      try (LoadRun load = users.load(50)) {
        // Returns when the Deployment itself is complete, which is after all steps.
        assertThat(helm(sluice, users, folder, "1.4.2", "--wait")).satisfies(HealthIT::succeeded);
        users.awaitEnd("1.4.2", "Promoted");
        assertHealth(users, Argo.HEALTHY, Kstatus.CURRENT);
        assertThat(helm(sluice, users, folder, "1.5.0")).satisfies(HealthIT::succeeded);
        users.awaitEnd("1.5.0", "RolledBack");
        assertHealth(users, Argo.SUSPENDED, Kstatus.IN_PROGRESS);
        UsersRelease.assertNothingLost(load.stop(), "1.5.0");
      }
    }
  }

  private static void succeeded(Shell.CommandResult helm) {
    assertThat(helm.ok()).as(helm.output()).isTrue();
  }

  private static void assertHealth(UsersRelease users, Argo argo, Kstatus kstatus) {
    assertThat(DeploymentHealth.argo(users.live())).isEqualTo(argo);
    assertThat(DeploymentHealth.kstatus(users.live())).isEqualTo(kstatus);
  }

  /** Installs the users API as a chart with one template; 1.5.0 is bad. */
  private static Shell.CommandResult helm(
      InstalledSluice sluice, UsersRelease users, Path folder, String version, String... more)
      throws IOException {
    Path chart = folder.resolve("users");
    Files.createDirectories(chart.resolve("templates"));
    Files.writeString(chart.resolve("Chart.yaml"), "apiVersion: v2\nname: users\nversion: 0.1.0\n");
    Map<String, String> environment =
        version.equals("1.5.0") ? Map.of("FAIL_PERCENT", "50") : Map.of();
    Files.writeString(
        chart.resolve("templates/deployment.yaml"),
        new ObjectMapper().writeValueAsString(users.deployment(version, environment)));
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "upgrade",
                "--install",
                "users",
                chart.toString(),
                "--namespace=" + users.namespace(),
                "--timeout=4m"));
    arguments.addAll(List.of(more));
    return sluice.lab().helm(arguments.toArray(String[]::new));
  }
}
