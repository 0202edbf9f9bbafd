package dev.sluice.lab.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.lab.demo.WeightWatch;
import dev.sluice.lab.load.Ledger;
import dev.sluice.lab.load.Load;
import dev.sluice.lab.release.Health.Argo;
import dev.sluice.lab.release.Health.Kstatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A good version goes through its steps and becomes the Deployment's own. */
@SluiceTest
class PromotionIT {

  @Test
  void aGoodVersionIsPromotedAndNothingIsLost(Sluice sluice) {
    try (Users users = new Users(sluice, "promotion-it")) {
      users.handOver(
          Users.quick(Users.step(20, "10s"), Users.step(60, "10s"), Users.step(100, "5s")));
      assertThat(Health.argo(users.live())).isEqualTo(Argo.HEALTHY);
      assertThat(Health.kstatus(users.live())).isEqualTo(Kstatus.CURRENT);
      try (Load load = users.load(100);
          WeightWatch weights = users.weights()) {
        users.release("1.4.2", Map.of());
        List<Argo> duringIt = new ArrayList<>();
        users.await(
            "the end of 1.4.2",
            Duration.ofMinutes(5),
            () -> {
              boolean ended = users.view().ended("1.4.2");
              if (!ended) {
                duringIt.add(Health.argo(users.live()));
              }
              return ended;
            });
        users.awaitEnd("1.4.2", "Promoted");
        assertThat(weights.weights()).containsExactly(0, 20, 60, 100, 75, 50, 0);
        // Never Degraded, and never Healthy while the new version is on trial.
        assertThat(duringIt).contains(Argo.SUSPENDED).doesNotContain(Argo.DEGRADED);
        assertThat(Health.argo(users.live())).isEqualTo(Argo.HEALTHY);
        assertThat(Health.kstatus(users.live())).isEqualTo(Kstatus.CURRENT);
        assertThat(users.view().stable()).isEqualTo("1.4.2");
        Ledger ledger = load.stop();
        Users.assertNothingLost(ledger, "");
        assertThat(ledger.byVersion()).containsOnlyKeys("1.4.1", "1.4.2");
      }
    }
  }
}
