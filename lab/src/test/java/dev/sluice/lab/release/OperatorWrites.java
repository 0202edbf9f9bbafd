package dev.sluice.lab.release;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The operator's writes from the API server's audit log, as verb, resource and name.
 *
 * @param audit file with one JSON event per line
 */
record OperatorWrites(Path audit) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** All writes except those of Leases. */
  List<String> since(Instant from) throws IOException {
    return all(from).stream().filter(write -> !write.contains(" leases/")).toList();
  }

  List<String> ofLeases(Instant from) throws IOException {
    return all(from).stream().filter(write -> write.contains(" leases/")).toList();
  }

  private List<String> all(Instant from) throws IOException {
    List<String> writes = new ArrayList<>();
    try (Stream<String> lines = Files.lines(audit)) {
      for (String line : lines.filter(text -> text.contains(InstalledSluice.ACCOUNT)).toList()) {
        JsonNode event = JSON.readTree(line);
        if (event.path("user").path("username").asText().equals(InstalledSluice.ACCOUNT)
            && !Instant.parse(event.path("requestReceivedTimestamp").asText()).isBefore(from)) {
          JsonNode object = event.path("objectRef");
          writes.add(
              event.path("verb").asText()
                  + " "
                  + object.path("resource").asText()
                  + "/"
                  + object.path("name").asText());
        }
      }
    }
    return writes;
  }
}
