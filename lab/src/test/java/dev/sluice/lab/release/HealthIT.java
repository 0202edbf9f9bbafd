package dev.sluice.lab.release;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.lab.host.Shell;
import dev.sluice.lab.load.Load;
import dev.sluice.lab.release.Health.Argo;
import dev.sluice.lab.release.Health.Kstatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Delivery tools see a service at rest as well, and a rejected version as not done. */
@SluiceTest
class HealthIT {

  @Test
  void helmWaitReturnsAndTheRulesSayWhatIsSo(Sluice sluice, @TempDir Path folder)
      throws IOException {
    try (Users users = new Users(sluice, "health-it")) {
      users.handOver(Users.quick(Users.step(50, "5s"), Users.step(100, "5s")));
      assertHealth(users, Argo.HEALTHY, Kstatus.CURRENT);
      // At rest the same chart again, as a pipeline applies it.
      assertThat(helm(sluice, users, folder, "1.4.1")).satisfies(HealthIT::succeeded);
      try (Load load = users.load(50)) {
        // Returns when the release is over: the Deployment is complete only then.
        assertThat(helm(sluice, users, folder, "1.4.2")).satisfies(HealthIT::succeeded);
        users.awaitEnd("1.4.2", "Promoted");
        assertHealth(users, Argo.HEALTHY, Kstatus.CURRENT);
        users.release("1.5.0", Map.of("FAIL_PERCENT", "50"));
        users.awaitEnd("1.5.0", "RolledBack");
        assertHealth(users, Argo.SUSPENDED, Kstatus.IN_PROGRESS);
        Users.assertNothingLost(load.stop(), "1.5.0");
      }
    }
  }

  private static void succeeded(Shell.Result helm) {
    assertThat(helm.ok()).as(helm.output()).isTrue();
  }

  private static void assertHealth(Users users, Argo argo, Kstatus kstatus) {
    assertThat(Health.argo(users.live())).isEqualTo(argo);
    assertThat(Health.kstatus(users.live())).isEqualTo(kstatus);
  }

  /** Installs the users API as a chart with one template. */
  private static Shell.Result helm(Sluice sluice, Users users, Path folder, String version)
      throws IOException {
    Path chart = folder.resolve("users");
    Files.createDirectories(chart.resolve("templates"));
    Files.writeString(chart.resolve("Chart.yaml"), "apiVersion: v2\nname: users\nversion: 0.1.0\n");
    Files.writeString(
        chart.resolve("templates/deployment.yaml"),
        new ObjectMapper().writeValueAsString(users.deployment(version, Map.of())));
    return sluice
        .lab()
        .helm(
            "upgrade",
            "--install",
            "users",
            chart.toString(),
            "--namespace=" + users.namespace(),
            "--take-ownership",
            "--wait",
            "--timeout=4m");
  }
}
