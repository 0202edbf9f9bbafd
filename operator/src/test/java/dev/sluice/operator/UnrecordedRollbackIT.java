package dev.sluice.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.api.v1alpha1.Phase;
import dev.sluice.testing.ApiServer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** No refused record stands between a verdict and weight 0. */
class UnrecordedRollbackIT extends ReconcileFixture {
  private static final List<Long> ALL_ON_STABLE = List.of(100L, 0L);

  UnrecordedRollbackIT(ApiServer server) {
    super(server);
  }

  @Test
  void theRouteIsWrittenThoughTheStatusIsRefused() throws IOException {
    awaitStatus(status -> status.phase() == Phase.Stable);
    prometheus.load("users", 40, 0);
    prometheus.load("users-canary-2", 20, 0);
    changeTo("1.1");
    awaitStatus(status -> weight(status) > 0);
    try (PlatformPolicy refusing = PlatformPolicy.noStatus(server, namespace, "users")) {
      prometheus.load("users-canary-2", 10, 10);
      await().atMost(LONG).until(() -> weights().equals(ALL_ON_STABLE));
      assertThat(status().map(status -> weight(status)))
          .as("the record")
          .hasValueSatisfying(recorded -> assertThat(recorded).isPositive());
      operator.close();
      operator = start(cluster.asSluice());
      int asked = prometheus.asked.size();
      await().atMost(LONG).until(() -> prometheus.asked.size() > asked + 20);
      assertThat(weights()).as("after a restart").isEqualTo(ALL_ON_STABLE);
    }
    awaitStatus(ended(Outcome.RolledBack, "1.1"));
  }
}
