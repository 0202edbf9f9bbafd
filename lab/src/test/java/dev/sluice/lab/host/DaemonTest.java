package dev.sluice.lab.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DaemonTest {
  @Test
  void theFingerprintTellsEverySettingApart() {
    Daemon daemon = daemon(List.of("p", "--a"), Map.of("E", "1"), Map.of(Path.of("c"), "x"));
    assertThat(daemon.fingerprint())
        .isEqualTo(
            daemon(List.of("p", "--a"), Map.of("E", "1"), Map.of(Path.of("c"), "x")).fingerprint())
        .isNotEqualTo(
            daemon(List.of("p", "--b"), Map.of("E", "1"), Map.of(Path.of("c"), "x")).fingerprint())
        .isNotEqualTo(
            daemon(List.of("p", "--a"), Map.of("E", "2"), Map.of(Path.of("c"), "x")).fingerprint())
        .isNotEqualTo(
            daemon(List.of("p", "--a"), Map.of("E", "1"), Map.of(Path.of("c"), "y")).fingerprint());
  }

  private static Daemon daemon(
      List<String> command, Map<String, String> environment, Map<Path, String> files) {
    return new Daemon("d", command, environment, files, Optional::empty, Duration.ofSeconds(1));
  }
}
