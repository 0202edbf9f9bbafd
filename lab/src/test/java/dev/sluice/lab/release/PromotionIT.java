package dev.sluice.lab.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.lab.demo.WeightWatch;
import dev.sluice.lab.load.Ledger;
import dev.sluice.lab.load.LoadRun;
import dev.sluice.lab.release.DeploymentHealth.Argo;
import dev.sluice.lab.release.DeploymentHealth.Kstatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A good version goes through its steps and becomes the Deployment's own. */
@SluiceTest
class PromotionIT {

  @Test
  void aGoodVersionIsPromotedAndNothingIsLost(InstalledSluice sluice) {
    try (UsersRelease users = new UsersRelease(sluice, "promotion-it")) {
      users.handOver(
          UsersRelease.quick(
              UsersRelease.step(20, "10s"),
              UsersRelease.step(60, "10s"),
              UsersRelease.step(100, "5s")));
      assertThat(DeploymentHealth.argo(users.live())).isEqualTo(Argo.HEALTHY);
      assertThat(DeploymentHealth.kstatus(users.live())).isEqualTo(Kstatus.CURRENT);
      try (LoadRun load = users.load(100);
          WeightWatch weights = users.weights()) {
        users.release("1.4.2", Map.of());
        List<Argo> duringIt = new ArrayList<>();
        users.await(
            "the end of 1.4.2",
            Duration.ofMinutes(5),
            () -> {
              boolean ended = users.view().ended("1.4.2");
              if (!ended) {
                duringIt.add(DeploymentHealth.argo(users.live()));
              }
              return ended;
            });
        users.awaitEnd("1.4.2", "Promoted");
        assertThat(weights.weights()).containsExactly(0, 20, 60, 100, 75, 50, 0);
        // Never Degraded, and never Healthy while the new version is on trial.
        assertThat(duringIt).contains(Argo.SUSPENDED).doesNotContain(Argo.DEGRADED);
        assertThat(DeploymentHealth.argo(users.live())).isEqualTo(Argo.HEALTHY);
        assertThat(DeploymentHealth.kstatus(users.live())).isEqualTo(Kstatus.CURRENT);
        assertThat(users.view().stable()).isEqualTo("1.4.2");
        Ledger ledger = load.stop();
        UsersRelease.assertNothingLost(ledger, "");
        assertThat(ledger.byVersion()).containsOnlyKeys("1.4.1", "1.4.2");
      }
    }
  }
}
