package dev.sluice.lab.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.Evidence;
import dev.sluice.lab.demo.Checkout;
import dev.sluice.lab.demo.Installation;
import dev.sluice.lab.demo.ReleaseSummary;
import dev.sluice.lab.demo.WeightWatch;
import dev.sluice.lab.host.Shell;
import dev.sluice.lab.load.LoadRun;
import dev.sluice.lifecycle.CheckpointCodec.Checkpoint;
import dev.sluice.lifecycle.JsonCheckpointCodec;
import dev.sluice.lifecycle.ReleaseState;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * A release that an earlier operator began is promoted by today's, and keeps its evidence; services
 * at rest stay as they are: {@code mvn verify -pl lab -am -Dit.test=UpgradeIT
 * -Dsluice.upgrade.from=COMMIT}.
 */
@SluiceTest(operator = Sharing.BREAKS)
@Isolated("the operator is another one for a while")
@EnabledIfSystemProperty(named = UpgradeIT.COMMIT, matches = "[0-9a-f]{7,40}")
class UpgradeIT {
  static final String COMMIT = "sluice.upgrade.from";

  /** Of the sampling grid of the lab's operator. */
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  private static final int RESTING = 20;

  private static final Duration GIT = Duration.ofMinutes(1);

  @TempDir private Path folder;

  @Test
  void aReleaseInTheMiddleOfAStepKeepsItsEvidence(InstalledSluice sluice) {
    withEarlierOperator(sluice, () -> releaseThatIsUpgraded(sluice));
  }

  @Test
  void servicesAtRestAreLeftAlone(InstalledSluice sluice) {
    try (RestingServices services = new RestingServices(sluice, "upgrade-rest-it", RESTING)) {
      withEarlierOperator(
          sluice,
          () -> {
            services.adopt();
            Map<String, RestingServices.Rest> before = services.rest();
            assertThat(before.values()).allMatch(RestingServices.Rest::isComplete);
            install(sluice, sluice.checkout());
            services.awaitSeen();
            assertThat(services.rest()).isEqualTo(before);
            System.out.printf("upgrade: %d services at rest, none changed%n", before.size());
          });
    }
  }

  private void withEarlierOperator(InstalledSluice sluice, Runnable upgrade) {
    Checkout today = sluice.checkout();
    Checkout earlier = new Checkout(folder.resolve("earlier"));
    String commit = System.getProperty(COMMIT);
    git(today, "worktree", "add", "--detach", earlier.root().toString(), commit);
    try {
      install(sluice, earlier);
      upgrade.run();
    } finally {
      git(today, "worktree", "remove", "--force", earlier.root().toString());
      install(sluice, today);
    }
  }

  private static void releaseThatIsUpgraded(InstalledSluice sluice) {
    Map<String, Object> spec =
        UsersRelease.quick(UsersRelease.step(20, "3m"), UsersRelease.step(100, "10s"));
    try (UsersRelease users = UsersRelease.adopted(sluice, "upgrade-it", Map.of(), spec);
        LoadRun load = users.load(100);
        WeightWatch weights = users.weights()) {
      UsersRelease.awaitRequests(load, 1000);
      users.release("1.4.2", Map.of());
      users.await(
          "evidence of the earlier operator",
          () -> evidence(sluice, users).filter(seen -> seen.stepRequests() > 0).isPresent());
      String recorded = checkpoint(sluice, users);
      assertThat(recorded).as("an earlier schema").doesNotContain("\"schema\":2");
      Evidence before = evidence(sluice, users).orElseThrow();
      install(sluice, sluice.checkout());
      users.await(
          "evidence of today's operator",
          () ->
              checkpoint(sluice, users).contains("\"schema\":2")
                  && evidence(sluice, users)
                      .filter(seen -> seen.time() > before.time())
                      .isPresent());
      Evidence after = evidence(sluice, users).orElseThrow();
      System.out.printf(
          "upgrade: evidence of %d intervals, %d canary requests before; %d, %d after%n",
          before.stepIntervals(),
          before.stepRequests(),
          after.stepIntervals(),
          after.stepRequests());
      assertThat(after.startedAt()).isEqualTo(before.startedAt());
      assertThat(after.stepIntervals() - before.stepIntervals())
          .as("each interval counts once")
          .isEqualTo((int) ((after.time() - before.time()) / INTERVAL.toSeconds()));
      assertThat(after.stepRequests()).isGreaterThan(before.stepRequests());
      ReleaseSummary end = users.awaitEnd("1.4.2", "Promoted");
      System.out.println("upgrade: " + end + ", weights " + weights.weights());
      assertThat(weights.weights()).containsExactly(0, 20, 100, 75, 50, 0);
      users.assertNothingLost(load.stop(), "");
    }
  }

  private static Optional<Evidence> evidence(InstalledSluice sluice, UsersRelease users) {
    return JsonCheckpointCodec.INSTANCE
        .read(checkpoint(sluice, users))
        .map(Checkpoint::state)
        .map(ReleaseState::evidence);
  }

  private static String checkpoint(InstalledSluice sluice, UsersRelease users) {
    return Serialization.jsonMapper()
        .valueToTree(
            ReleaseSummary.resource(sluice.client(), users.namespace(), UsersRelease.NAME).get())
        .path("status")
        .path("checkpoint")
        .asText();
  }

  private static void install(InstalledSluice sluice, Checkout checkout) {
    new Installation(sluice.lab(), checkout, line -> System.out.println("lab: " + line)).ensure();
  }

  private static void git(Checkout checkout, String... arguments) {
    List<String> command = new ArrayList<>(List.of("git", "-C"));
    command.add(checkout.root().toString());
    command.addAll(List.of(arguments));
    Shell.must(GIT, command);
  }
}
