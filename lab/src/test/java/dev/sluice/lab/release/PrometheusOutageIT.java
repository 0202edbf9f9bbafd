package dev.sluice.lab.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.lab.demo.WeightWatch;
import dev.sluice.lab.load.LoadRun;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Without Prometheus a release holds; it continues when Prometheus is back. */
@Tag("long")
@SluiceTest(prometheus = Sharing.BREAKS)
@Order(70)
class PrometheusOutageIT {
  private static final Duration OUTAGE = Duration.ofMinutes(2);

  @Test
  void noWeightMovesWithoutPrometheus(InstalledSluice sluice) {
    try (UsersRelease users = new UsersRelease(sluice, "outage-it")) {
      users.adopt(UsersRelease.quick(UsersRelease.step(20, "15s"), UsersRelease.step(100, "5s")));
      try (LoadRun load = users.load(50);
          WeightWatch weights = users.weights()) {
        users.release("1.4.2", Map.of());
        users.await("weight 20", () -> weights.weights().contains(20));
        sluice.lab().stop("prometheus");
        try {
          Awaitility.await()
              .during(OUTAGE)
              .atMost(OUTAGE.plusSeconds(30))
              .until(() -> weights.weights().equals(List.of(0, 20)));
          assertThat(users.condition("MetricsAvailable")).startsWith("False");
          assertThat(users.view().outcome()).isEqualTo("InProgress");
        } finally {
          sluice.lab().start("prometheus");
        }
        users.awaitEnd("1.4.2", "Promoted");
        assertThat(weights.weights()).containsExactly(0, 20, 100, 75, 50, 0);
        assertThat(users.condition("MetricsAvailable")).doesNotStartWith("False");
        users.assertNothingLost(load.stop(), "");
      }
    }
  }
}
