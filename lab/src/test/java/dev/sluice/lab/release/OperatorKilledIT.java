package dev.sluice.lab.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.lab.demo.WeightWatch;
import dev.sluice.lab.load.LoadRun;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A killed operator costs time and nothing else. */
@SluiceTest
class OperatorKilledIT {

  @Test
  void aReleaseEndsInTheSamePlace(InstalledSluice sluice) {
    try (UsersRelease users = new UsersRelease(sluice, "killed-it")) {
      users.handOver(
          UsersRelease.quick(UsersRelease.step(20, "10s"), UsersRelease.step(100, "5s")));
      try (LoadRun load = users.load(50);
          WeightWatch weights = users.weights()) {
        users.release("1.4.2", Map.of());
        // At the first step, while the Deployment rolls, and in the middle of the hand-back.
        for (int weight : List.of(20, 100, 50)) {
          users.await(
              "weight " + weight, Duration.ofMinutes(3), () -> weights.weights().contains(weight));
          sluice.operatorPods().forEach(pod -> kill(sluice, pod.getMetadata().getName()));
        }
        users.awaitEnd("1.4.2", "Promoted");
        assertThat(weights.weights()).containsExactly(0, 20, 100, 75, 50, 0);
        UsersRelease.assertNothingLost(load.stop(), "");
      }
    }
  }

  static void kill(InstalledSluice sluice, String pod) {
    sluice.kubectl(
        "-n", "sluice-system", "delete", "pod", pod, "--grace-period=0", "--force", "--wait=false");
  }
}
