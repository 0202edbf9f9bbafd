package dev.sluice.lab.parts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartFailedTest {
  private static final Path LOG = Path.of("/c/logs/etcd.log");

  @Test
  void namesPartLogLastLinesAndRemedy() {
    List<String> lines = IntStream.rangeClosed(1, 30).mapToObj(i -> "line " + i).toList();

    PartFailed failed =
        new PartFailed("etcd 3.7.3", "go build ended with status 1", LOG, lines, "try again");

    assertThat(failed.getMessage().lines())
        .startsWith(
            "part etcd 3.7.3 failed: go build ended with status 1",
            "the end of /c/logs/etcd.log:",
            "  line 11")
        .endsWith("  line 30", "remedy: try again")
        .hasSize(23);
  }

  @ParameterizedTest
  @CsvSource({
    "write /x: no space left on device, free disk space",
    "link: signal: killed, free memory",
    "go.mod requires go >= 1.27.0 (running go 1.26.8), install the Go version",
    "dial tcp: lookup proxy: no such host, a package registry did not answer",
    "verifying module: checksum mismatch, the download does not match its pinned checksum",
    "syntax error, read the log"
  })
  void theRemedyFitsTheLog(String line, String remedy) {
    assertThat(Remedies.of(List.of("building", line))).startsWith(remedy);
  }
}
