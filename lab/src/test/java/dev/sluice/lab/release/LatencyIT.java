package dev.sluice.lab.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.lab.demo.ReleaseSummary;
import dev.sluice.lab.demo.WeightWatch;
import dev.sluice.lab.load.LoadRun;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A canary that answers without errors but later than the stable version is rolled back. Two bounds
 * of Istio's histogram are between the delays, 50 and 100 ms: one of them still is when the machine
 * adds up to 60 ms to both.
 */
@Tag("long")
@SluiceTest
@Order(50)
class LatencyIT {

  @Test
  void aSlowerVersionIsRolledBack(InstalledSluice sluice) {
    try (UsersRelease users =
        UsersRelease.adopted(
            sluice,
            "latency-it",
            Map.of("DELAY_MS", "40"),
            UsersRelease.quick(UsersRelease.step(20, "10m"), UsersRelease.step(100, "60s")))) {
      try (LoadRun load = users.load(60);
          WeightWatch weights = users.weights()) {
        UsersRelease.awaitRequests(load, 2000);
        users.release("1.5.0", Map.of("DELAY_MS", "140"));
        ReleaseSummary end = users.awaitEnd("1.5.0", "RolledBack");
        assertThat(end.reason()).isEqualTo("LatencyTooHigh");
        assertThat(end.explanation()).contains("canary exceeded");
        List<WeightWatch.WeightChange> changes = weights.changes();
        assertThat(weights.weights()).containsExactly(0, 20, 0);
        System.out.println(
            "latency: 140 ms against 40 ms at 20%: weight 0 after "
                + Duration.between(changes.get(1).at(), changes.get(2).at()));
        users.assertNothingLost(load.stop(), "");
      }
    }
  }
}
