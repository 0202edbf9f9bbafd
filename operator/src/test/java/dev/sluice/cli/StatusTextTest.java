package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.v1alpha1.CanaryRelease;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StatusTextTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:03:12Z");

  private static String text(String status) {
    CanaryRelease release =
        Serialization.unmarshal(
            """
            apiVersion: sluice.dev/v1alpha1
            kind: CanaryRelease
            metadata: {name: users, namespace: shop}
            spec:
              target: {deployment: users}
              steps:
                - {name: few, weight: 5}
                - {name: more, weight: 20}
            """
                + status,
            CanaryRelease.class);
    return StatusText.of(release, NOW);
  }

  @Test
  void aReleaseInProgressHasStepsAndMetrics() {
    assertThat(
            text(
                """
                status:
                  phase: Releasing
                  message: 20% of requests to 1.4.2; not yet verified for 50%
                  stable: {version: 1.4.1, revision: 16}
                  release:
                    version: 1.4.2
                    revision: 17
                    outcome: InProgress
                    message: not yet verified for 50%
                    startedAt: "2026-01-01T12:00:00Z"
                    step: {index: 2, progress: 2/3, name: more, weight: 20, since: "2026-01-01T12:02:14Z", waitingFor: Proof}
                    metrics:
                      - {name: errors, result: Unproven, canary: 0/240, stable: 3/4310, evidence: "0.6", message: not yet verified for 50%}
                  conditions:
                    - {type: Accepted, status: "True", reason: Accepted, message: ""}
                """))
        .isEqualToNormalizingNewlines(
            """
            shop/users   Releasing   1.4.1 -> 1.4.2 (revision 17)   started 3m12s ago

              20% of requests to 1.4.2; not yet verified for 50%

              few 5%               passed
            > more 20%             58s of at least 1m, waiting for Proof
              all 100%

              metric         result               canary         stable   evidence
              errors         Unproven              0/240         3/4310      0.6:1

              Conditions     all as expected
            """);
  }

  @Test
  void aBlockedReleaseHasItsCauseOnce() {
    assertThat(
            text(
                """
                status:
                  phase: Blocked
                  message: 'ServiceNotFound: "users" does not exist'
                  conditions:
                    - {type: Accepted, status: "False", reason: ServiceNotFound, message: '"users" does not exist'}
                    - {type: Stalled, status: "True", reason: Blocked, message: '"users" does not exist'}
                """))
        .isEqualToNormalizingNewlines(
            """
            shop/users   Blocked

              ServiceNotFound: "users" does not exist

              Conditions     Accepted=False   ServiceNotFound
                             Stalled=True   Blocked
            """);
  }

  @Test
  void aFinishedReleaseIsTheLastOne() {
    assertThat(
            text(
                """
                status:
                  phase: RolledBack
                  message: 1.5.0 was rolled back
                  stable: {version: 1.4.2, revision: 17, since: "2026-01-01T10:00:00Z"}
                  release:
                    version: 1.5.0
                    revision: 18
                    outcome: RolledBack
                    reason: ErrorRateTooHigh
                    message: Canary failed 7/18 requests, stable 0/977
                    startedAt: "2026-01-01T12:00:00Z"
                    finishedAt: "2026-01-01T12:01:00Z"
                    actions: [{action: promote, by: kubectl-annotate, at: "2026-01-01T12:00:12Z"}]
                  history:
                    - {version: 1.4.2, revision: 17, outcome: Promoted, reason: Promoted, startedAt: a, finishedAt: b}
                """))
        .isEqualToNormalizingNewlines(
            """
            shop/users   RolledBack   1.4.2 since 2026-01-01T10:00:00Z

              1.5.0 was rolled back

              Last release   1.5.0 (revision 18)   RolledBack (ErrorRateTooHigh)   2026-01-01T12:00:00Z to 2026-01-01T12:01:00Z
                             Canary failed 7/18 requests, stable 0/977
              Action         promote by kubectl-annotate   3m ago

              Conditions     all as expected
              History        1.4.2 (revision 17)   Promoted (Promoted)   a to b
            """);
  }

  @Test
  void anObjectWithoutStatusNamesTheRemedy() {
    assertThat(text(""))
        .isEqualToNormalizingNewlines(
            "shop/users   not observed yet; check that the operator is running\n");
  }
}
