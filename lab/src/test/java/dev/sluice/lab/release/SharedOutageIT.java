package dev.sluice.lab.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.lab.demo.WeightWatch;
import dev.sluice.lab.load.LoadPlan;
import dev.sluice.lab.load.LoadRun;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Requests that fail on both versions hold a release and do not roll it back. */
@Tag("long")
@SluiceTest
@Order(20)
class SharedOutageIT {
  private static final int RATE = 50;
  private static final Duration OUTAGE = Duration.ofMinutes(2);

  /** Namespace of callers whose requests fail on every version. */
  private static final String CALLERS = "shared-outage-callers-it";

  @Test
  void errorsOfBothVersionsCauseNoRollback(InstalledSluice sluice) {
    try (UsersRelease users = new UsersRelease(sluice, "shared-outage-it")) {
      // The callers' pod must start, and its failures be scraped, within the step.
      users.adopt(UsersRelease.quick(UsersRelease.step(20, "90s"), UsersRelease.step(100, "5s")));
      try (LoadRun load = users.load(RATE);
          WeightWatch weights = users.weights()) {
        UsersRelease.awaitRequests(load, 1000);
        users.release("1.4.2", Map.of());
        users.await("weight 20", () -> weights.weights().contains(20));
        String host = UsersRelease.NAME + "." + users.namespace();
        try (LoadRun failing =
            sluice.generator().start(CALLERS, LoadPlan.failing(host, RATE / 4))) {
          UsersRelease.awaitRequests(failing, 1);
          Awaitility.await()
              .during(OUTAGE)
              .atMost(OUTAGE.plusSeconds(30))
              .until(() -> weights.weights().equals(List.of(0, 20)));
          failing.stop();
        }
        assertThat(users.view().outcome()).isEqualTo("InProgress");
        users.awaitEnd("1.4.2", "Promoted");
        users.assertNothingLost(load.stop(), "");
      }
    } finally {
      sluice.client().namespaces().withName(CALLERS).delete();
    }
  }
}
