package dev.sluice.lab.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TargetScriptTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String URL = "http://users.shop/users";

  @TempDir private Path folder;

  @Test
  void targetsAlternateAndNumbersAreDistinct() throws IOException {
    List<JsonNode> lines =
        lines(
            9000,
            LoadTarget.get(URL + "?limit=5"),
            LoadTarget.post(URL, "{\"name\": \"Ada\", \"email\": \"000000000@a.example\"}"),
            LoadTarget.get(URL + "?limit=1"));
    Set<String> addresses = new HashSet<>();
    for (int line = 0; line < lines.size(); line += 3) {
      assertThat(lines.get(line).get("url").textValue()).isEqualTo(URL + "?limit=5");
      assertThat(lines.get(line).has("body")).isFalse();
      assertThat(lines.get(line + 1).get("method").textValue()).isEqualTo("POST");
      assertThat(lines.get(line + 1).at("/header/Content-Type/0").textValue())
          .isEqualTo("application/json");
      JsonNode user = JSON.readTree(lines.get(line + 1).get("body").binaryValue());
      assertThat(user.get("name").textValue()).isEqualTo("Ada");
      assertThat(user.get("email").textValue()).isEqualTo("%09d@a.example".formatted(line / 3));
      addresses.add(user.get("email").textValue());
    }
    assertThat(addresses).hasSize(3000);
  }

  @Test
  void theNumberMayBeginAnywhereInTheBody() throws IOException {
    for (String name : List.of("", "a", "ab", "abc", "with \\\\ and \\\" in it")) {
      List<JsonNode> lines =
          lines(
              1002, LoadTarget.post(URL, "{\"name\": \"" + name + "\", \"email\": \"000000000\"}"));
      JsonNode last = JSON.readTree(lines.get(1001).get("body").binaryValue());
      assertThat(last.get("email").textValue()).isEqualTo("000001001");
    }
  }

  @Test
  void aBodyWithoutANumberIsUnchanged() throws IOException {
    JsonNode target = lines(1, LoadTarget.post(URL, "{\"name\": \"Ada\"}")).get(0);
    assertThat(new String(target.get("body").binaryValue(), StandardCharsets.UTF_8))
        .isEqualTo("{\"name\": \"Ada\"}");
  }

  private List<JsonNode> lines(int count, LoadTarget... targets) throws IOException {
    Path script = folder.resolve("targets.awk");
    Files.writeString(script, TargetScript.of(List.of(targets)));
    Process awk =
        new ProcessBuilder("awk", "-f", script.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader output = awk.inputReader()) {
      List<JsonNode> lines = new ArrayList<>();
      while (lines.size() < count) {
        lines.add(JSON.readTree(output.readLine()));
      }
      return lines;
    } finally {
      awk.destroyForcibly();
    }
  }
}
