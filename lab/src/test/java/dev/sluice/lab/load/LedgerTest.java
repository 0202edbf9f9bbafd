package dev.sluice.lab.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Reads real output of vegeta: four good responses, then one of a proxy, one of an app and none.
 */
class LedgerTest {
  private static final LoadPlan PLAN =
      new LoadPlan(
          List.of(
              new LoadStream(
                  "kept",
                  Duration.ofNanos(12_500_000),
                  true,
                  List.of(LoadTarget.get("http://users.shop/users")))));

  private static Path recorded() {
    return Path.of(
        Objects.requireNonNull(LedgerTest.class.getResource("results.json"), "results.json")
            .getPath());
  }

  private static Ledger ledger() throws IOException {
    return new Ledger(PLAN, new LedgerTail(recorded()).read(), false);
  }

  @Test
  void readsEachFieldOfAnAnswer() throws IOException {
    LedgerEntry first = new LedgerTail(recorded()).read().get(0);
    assertThat(first)
        .isEqualTo(
            new LedgerEntry(
                "kept",
                3,
                Instant.parse("2026-11-22T20:11:33.538559589Z"),
                Duration.ofNanos(148_223_963),
                "GET",
                "/users?limit=5",
                200,
                "1.4.1",
                ""));
    assertThat(first.failed()).isFalse();
    assertThat(first.endedAt()).isEqualTo(Instant.parse("2026-11-22T20:11:33.686783552Z"));
  }

  @Test
  void countsPerVersionAndStatus() throws IOException {
    assertThat(ledger().byVersion())
        .isEqualTo(
            Map.of(
                "1.4.1", new RequestTally(4, 0, Map.of(200, 4L)),
                "1.5.0", new RequestTally(1, 1, Map.of(500, 1L)),
                "", new RequestTally(2, 2, Map.of(0, 1L, 503, 1L))));
  }

  @Test
  void aFailureIsForeignUnlessTheBadVersionAnswered() throws IOException {
    assertThat(ledger().failures()).hasSize(3);
    assertThat(ledger().foreignFailures("1.5.0"))
        .extracting(LedgerEntry::status)
        .containsExactlyInAnyOrder(0, 503);
    assertThat(ledger().foreignFailures("1.4.1")).hasSize(3);
    assertThat(ledger().foreignFailures("")).hasSize(3);
  }

  @Test
  void isInTheOrderOfSending() throws IOException {
    assertThat(ledger().entries()).extracting(LedgerEntry::sequence).startsWith(2L, 3L, 5L, 8L);
  }

  @Test
  void aHalfReadAnswerIsAFailure() {
    Instant now = Instant.parse("2026-11-22T20:00:00Z");
    LedgerEntry half =
        new LedgerEntry("kept", 0, now, Duration.ZERO, "GET", "/", 200, "1", "unexpected EOF");
    assertThat(half.failed()).isTrue();
  }

  @Test
  void aLineThatIsNotAResultIsRejected() {
    assertThatThrownBy(() -> LedgerEntry.parse("{\"status\":\"live\"}"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not a result");
  }

  @Test
  void aLineIsReadWhenItIsWhole(@TempDir Path folder) throws IOException {
    byte[] all = Files.readAllBytes(recorded());
    Path file = folder.resolve("results.json");
    LedgerTail tail = new LedgerTail(file);
    assertThat(tail.read()).isEmpty();
    Files.write(file, java.util.Arrays.copyOf(all, 100));
    assertThat(tail.read()).isEmpty();
    Files.write(file, java.util.Arrays.copyOf(all, all.length - 1));
    assertThat(tail.read()).hasSize(6);
    Files.write(file, all);
    assertThat(tail.read()).hasSize(1);
    assertThat(tail.read()).isEmpty();
  }

  @Test
  void whatCameSinceIsTheDifference() {
    RequestTally earlier = new RequestTally(10, 1, Map.of(200, 9L, 500, 1L));
    RequestTally later = new RequestTally(15, 1, Map.of(200, 14L, 500, 1L));
    assertThat(later.since(earlier)).isEqualTo(new RequestTally(5, 0, Map.of(200, 5L)));
  }

  @Test
  void theTableHasALineForEachRequest(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("ledger.csv");
    ledger().writeCsv(file);
    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(8);
    assertThat(lines.get(0)).startsWith("sent_at,stream,sequence,method");
    assertThat(lines)
        .anySatisfy(
            line ->
                assertThat(line)
                    .contains("\"Get \"\"http://localhost:18081/users\"\": dial tcp")
                    .contains(",0,\"\","));
  }
}
