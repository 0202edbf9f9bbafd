package dev.sluice.lab.release;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.lab.demo.Installation;
import dev.sluice.lab.load.LoadRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** At rest the operator writes nothing but its Lease, and says nothing. */
@SluiceTest
class QuietIT {
  private static final Duration REST = Duration.ofMinutes(1);
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void aMinuteAtRestHasNoWritesAndNoLogLines(InstalledSluice sluice) throws IOException {
    try (UsersRelease users = new UsersRelease(sluice, "quiet-it")) {
      users.handOver(Map.of());
      try (LoadRun load = users.load(20)) {
        // What the hand-over set off is over when nothing has come for ten seconds.
        Awaitility.await()
            .atMost(Duration.ofMinutes(1))
            .until(() -> writes(sluice.lab().auditLog(), Instant.now().minusSeconds(10)).isEmpty());
        Instant from = Instant.now();
        Awaitility.await()
            .pollDelay(REST)
            .atMost(REST.plusSeconds(30))
            .until(() -> users.view().phase().equals("Stable"));
        assertThat(writes(sluice.lab().auditLog(), from)).isEmpty();
        assertThat(log(sluice, from)).isEmpty();
        // The audit log is written: the Lease is in it.
        assertThat(leases(sluice.lab().auditLog(), from)).isNotEmpty();
        UsersRelease.assertNothingLost(load.stop(), "");
      }
    }
  }

  private static String log(InstalledSluice sluice, Instant from) {
    return sluice
        .kubectl(
            "-n",
            Installation.NAMESPACE,
            "logs",
            "deployment/" + Installation.RELEASE,
            "--since-time=" + from)
        .strip();
  }

  private static List<String> writes(Path audit, Instant from) throws IOException {
    return by(audit, from).stream().filter(write -> !write.contains(" leases/")).toList();
  }

  private static List<String> leases(Path audit, Instant from) throws IOException {
    return by(audit, from).stream().filter(write -> write.contains(" leases/")).toList();
  }

  /** The operator's writes since a time: verb, resource and name. */
  private static List<String> by(Path audit, Instant from) throws IOException {
    List<String> writes = new ArrayList<>();
    try (Stream<String> lines = Files.lines(audit)) {
      for (String line : lines.filter(text -> text.contains(InstalledSluice.ACCOUNT)).toList()) {
        JsonNode event = JSON.readTree(line);
        if (!event.path("user").path("username").asText().equals(InstalledSluice.ACCOUNT)
            || Instant.parse(event.path("requestReceivedTimestamp").asText()).isBefore(from)) {
          continue;
        }
        JsonNode object = event.path("objectRef");
        writes.add(
            event.path("verb").asText()
                + " "
                + object.path("resource").asText()
                + "/"
                + object.path("name").asText());
      }
    }
    return writes;
  }
}
