package dev.sluice.lab.release;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.lab.load.LoadRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Without an operator a service keeps working, and a new template is paused. */
@Tag("long")
@SluiceTest(operator = Sharing.BREAKS)
@Order(45)
class OperatorAbsentIT {

  @Test
  void aNewTemplateIsPausedAndReleasedWhenTheOperatorIsBack(
      InstalledSluice sluice, @TempDir Path folder) throws IOException {
    try (UsersRelease users = new UsersRelease(sluice, "absent-it")) {
      users.adopt(UsersRelease.quick(UsersRelease.step(50, "5s"), UsersRelease.step(100, "5s")));
      try (LoadRun load = users.load(50)) {
        sluice.scaleOperator(0);
        try {
          scalingAndHealing(sluice, users);
          everyWayOfChangingATemplateIsPaused(sluice, users, folder);
        } finally {
          sluice.scaleOperator(1);
        }
        users.awaitEnd("1.4.2", "Promoted");
        assertThat(load.stop().byVersion()).containsKeys("1.4.1", "1.4.2");
      }
    }
  }

  private static void scalingAndHealing(InstalledSluice sluice, UsersRelease users) {
    String namespace = users.namespace();
    sluice.kubectl("-n", namespace, "scale", "deployment/users", "--replicas=3");
    sluice.kubectl("-n", namespace, "rollout", "status", "deployment/users", "--timeout=2m");
    sluice.kubectl("-n", namespace, "scale", "deployment/users", "--replicas=2");
    users.await(
        "two pods again",
        Duration.ofMinutes(1),
        () -> Integer.valueOf(2).equals(users.live().getStatus().getReplicas()));
    assertThat(users.live().getSpec().getPaused()).isNull();
  }

  private static void everyWayOfChangingATemplateIsPaused(
      InstalledSluice sluice, UsersRelease users, Path folder) throws IOException {
    String namespace = users.namespace();
    String sets = replicaSets(sluice, namespace);
    sluice.kubectl("-n", namespace, "rollout", "restart", "deployment/users");
    assertPaused(sluice, users, sets);
    sluice.kubectl("-n", namespace, "set", "env", "deployment/users", "TRIED=set");
    assertPaused(sluice, users, sets);
    users.release("1.4.9", Map.of());
    assertPaused(sluice, users, sets);
    sluice.kubectl("-n", namespace, "rollout", "resume", "deployment/users");
    assertPaused(sluice, users, sets);
    // A manifest without Sluice's label. The write that removes the label is the last that is
    // paused.
    Path file = folder.resolve("users.json");
    Files.writeString(
        file, new ObjectMapper().writeValueAsString(users.deployment("1.4.2", Map.of())));
    sluice.kubectl("replace", "-f", file.toString());
    assertPaused(sluice, users, sets);
  }

  private static void assertPaused(InstalledSluice sluice, UsersRelease users, String sets) {
    assertThat(users.live().getSpec().getPaused()).isTrue();
    assertThat(replicaSets(sluice, users.namespace())).isEqualTo(sets);
  }

  private static String replicaSets(InstalledSluice sluice, String namespace) {
    return sluice.kubectl("-n", namespace, "get", "replicasets", "-o", "name");
  }
}
