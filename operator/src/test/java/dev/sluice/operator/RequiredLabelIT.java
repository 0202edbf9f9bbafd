package dev.sluice.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.v1alpha1.Phase;
import dev.sluice.testing.ApiServer;
import org.junit.jupiter.api.Test;

/** A platform that requires a label of every Deployment, the canary's included. */
class RequiredLabelIT extends ReconcileFixture {
  RequiredLabelIT(ApiServer server) {
    super(server);
  }

  @Test
  void aRefusedCanaryIsCreatedOnceItsLabelIsInTheSpec() {
    awaitStatus(status -> status.phase() == Phase.Stable);
    prometheus.load("users", 40, 0);
    try (PlatformPolicy platform = PlatformPolicy.teamLabel(server, namespace)) {
      changeTo("1.1");
      awaitStatus(status -> status.conditions().toString().contains("the label team is required"));
      patchRelease("{\"spec\":{\"traffic\":{\"canaryLabels\":{\"team\":\"accounts\"}}}}");
      awaitStatus(status -> weight(status) > 0);
      assertThat(
              client
                  .apps()
                  .deployments()
                  .inNamespace(namespace)
                  .withName("users-canary-2")
                  .get()
                  .getMetadata()
                  .getLabels())
          .containsEntry("team", "accounts");
    }
  }
}
