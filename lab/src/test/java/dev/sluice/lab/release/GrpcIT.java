package dev.sluice.lab.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.lab.demo.ReleaseSummary;
import dev.sluice.lab.demo.WeightWatch;
import dev.sluice.lab.demo.WeightWatch.WeightChange;
import dev.sluice.lab.load.Ledger;
import dev.sluice.lab.load.LedgerEntry;
import dev.sluice.lab.load.LoadPlan;
import dev.sluice.lab.load.LoadRun;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The example with gRPC: calls over one long connection, and streams of 20 s, through a promotion
 * and through a rollback for each kind of status.
 */
@SluiceTest
@Tag("long")
@Order(38)
class GrpcIT {
  private static final int CALLS_PER_SECOND = 50;
  private static final int USERS = 40;
  private static final int OK = 200;

  @Test
  void callsFollowTheWeightsAndNoStreamIsCut(InstalledSluice sluice) throws Exception {
    sluice.loadPostgresql();
    try (UsersRelease users = new UsersRelease(sluice, "grpc-it", "users-grpc")) {
      // A stream takes 20 s, and the drain lets it end.
      users.adopt(
          Map.of(
              "steps",
              List.of(
                  UsersRelease.step(20, "30s"),
                  UsersRelease.step(60, "10s"),
                  UsersRelease.step(100, "10s")),
              "traffic",
              Map.of("propagation", "1s", "drain", "25s")));
      String host = UsersRelease.NAME + "." + users.namespace();
      try (LoadRun requests = users.load(10)) {
        UsersRelease.awaitRequests(requests, 2 * USERS);
        try (LoadRun calls =
                sluice
                    .generator()
                    .start(users.namespace(), LoadPlan.userCalls(host, CALLS_PER_SECOND));
            WeightWatch weights = users.weights()) {
          users.release("1.4.2", Map.of());
          users.awaitEnd("1.4.2", "Promoted");
          assertThat(weights.weights()).startsWith(0, 20, 60, 100);
          assertShare(calls.ledger(), weights.changes());

          String method = "users.v1.Users/ListUsers";
          users.release("1.5.0", Map.of("FAIL_PERCENT", "50", "FAULT_ROUTES", method));
          ReleaseSummary internal = users.awaitEnd("1.5.0", "RolledBack");
          assertThat(internal.reason()).isEqualTo("ErrorRateTooHigh");

          users.release(
              "1.6.0",
              Map.of(
                  "FAIL_PERCENT", "100",
                  "FAIL_GRPC_STATUS", "UNIMPLEMENTED",
                  "FAULT_ROUTES", method));
          ReleaseSummary unimplemented = users.awaitEnd("1.6.0", "RolledBack");
          assertThat(unimplemented.reason()).isEqualTo("ClientErrorRateTooHigh");

          Ledger ledger = calls.stop();
          print(ledger);
          assertNothingForeign(sluice, users, ledger);
          assertThat(ledger.noVerdict()).as(ledger.rate().text()).isEmpty();
          users.assertNothingLost(requests.stop(), "");
        }
      }
    }
  }

  /** One connection, many calls: at 20% a fifth of them are the canary's. */
  private static void assertShare(Ledger ledger, List<WeightChange> changes) {
    Instant from = at(changes, 20).plusSeconds(3);
    Instant to = at(changes, 60);
    List<LedgerEntry> during =
        ledger.entries().stream()
            .filter(call -> call.stream().equals("calls"))
            .filter(call -> call.sentAt().isAfter(from) && call.endedAt().isBefore(to))
            .toList();
    long canary = during.stream().filter(call -> call.version().equals("1.4.2")).count();
    assertThat(during).hasSizeGreaterThan(10 * CALLS_PER_SECOND);
    assertThat(100.0 * canary / during.size()).as("the canary's share").isBetween(15.0, 25.0);
  }

  private static Instant at(List<WeightChange> changes, int weight) {
    return changes.stream()
        .filter(change -> change.weight() == weight)
        .findFirst()
        .orElseThrow()
        .at();
  }

  private static void assertNothingForeign(
      InstalledSluice sluice, UsersRelease users, Ledger ledger) {
    List<LedgerEntry> foreign =
        ledger.failures().stream()
            .filter(call -> !List.of("1.5.0", "1.6.0").contains(call.version()))
            .toList();
    if (!foreign.isEmpty()) {
      throw new AssertionError(new FailureReport(sluice, users.namespace()).text(foreign));
    }
    assertThat(ledger.entries())
        .filteredOn(call -> call.stream().equals("streams"))
        .hasSizeGreaterThan(30)
        .allMatch(call -> call.status() == OK);
  }

  private static void print(Ledger ledger) {
    Map<String, Long> counts =
        ledger.entries().stream()
            .collect(
                Collectors.groupingBy(
                    call -> call.version() + " " + call.stream() + " " + call.status(),
                    TreeMap::new,
                    Collectors.counting()));
    System.out.println("grpc: by version, stream and status: " + counts);
  }
}
