package dev.sluice.lab.load;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Whether the load generator sent all requests on time. If not, some failures may be missing, and
 * the run has no verdict.
 *
 * @param offered requests per second of the plan
 * @param sent requests in the ledger
 * @param lost sent requests that are not in the ledger
 * @param worstLag longest delay of a request after it was due
 * @param seconds duration of the run
 * @param secondsBelow seconds in which less than 95% of the due requests were sent
 */
public record KeptRate(
    double offered, long sent, long lost, Duration worstLag, int seconds, int secondsBelow) {
  private static final Duration LAG_LIMIT = Duration.ofSeconds(2);
  private static final double BELOW_LIMIT = 0.05;
  private static final double SECOND_KEPT = 0.95;

  /** One second of the run: requests due in it, and requests sent in it. */
  private static final class Second {
    int due;
    int sent;
  }

  /**
   * Checks all requests of a run.
   *
   * @param ended whether the run is over; until then, requests without a response are not lost
   */
  static KeptRate of(LoadPlan plan, List<LedgerEntry> entries, boolean ended) {
    Map<Long, Second> seconds = new TreeMap<>();
    Duration worst = Duration.ZERO;
    long lost = 0;
    for (LoadStream stream : plan.streams()) {
      List<LedgerEntry> own =
          entries.stream().filter(entry -> entry.stream().equals(stream.name())).toList();
      Optional<Instant> start =
          own.stream()
              .map(entry -> entry.sentAt().minus(stream.due(entry.sequence())))
              .min(Instant::compareTo);
      if (start.isEmpty()) {
        lost += ended ? 1 : 0;
        continue;
      }
      BitSet seen = new BitSet();
      for (LedgerEntry entry : own) {
        Instant due = start.get().plus(stream.due(entry.sequence()));
        Duration lag = Duration.between(due, entry.sentAt());
        worst = lag.compareTo(worst) > 0 ? lag : worst;
        seconds.computeIfAbsent(due.getEpochSecond(), second -> new Second()).due++;
        seconds.computeIfAbsent(entry.sentAt().getEpochSecond(), second -> new Second()).sent++;
        seen.set(Math.toIntExact(entry.sequence()));
      }
      lost += ended ? seen.length() - seen.cardinality() : 0;
    }
    int below = 0;
    for (Second second : seconds.values()) {
      // Rounding to full seconds moves at most one request.
      below += second.sent + 1 < second.due * SECOND_KEPT ? 1 : 0;
    }
    return new KeptRate(plan.perSecond(), entries.size(), lost, worst, seconds.size(), below);
  }

  /** Why the run has no verdict; empty if the rate was kept. */
  public Optional<String> objection() {
    List<String> objections = new ArrayList<>();
    if (sent == 0) {
      objections.add("nothing was sent");
    }
    if (lost > 0) {
      objections.add(lost + " requests are missing in the ledger");
    }
    if (worstLag.compareTo(LAG_LIMIT) > 0) {
      objections.add("a request was sent " + seconds(worstLag) + " late");
    }
    if (secondsBelow > Math.max(1, seconds * BELOW_LIMIT)) {
      objections.add("in " + secondsBelow + " of " + seconds + " s less than 95% was sent");
    }
    return objections.isEmpty()
        ? Optional.empty()
        : Optional.of("the load generator did not keep its rate: " + String.join(", ", objections));
  }

  /** A summary in one line. */
  public String text() {
    return String.format(
        Locale.ROOT,
        "%.0f/s offered for %d s, %d sent, worst lag %s, %d s below 95%%",
        offered,
        seconds,
        sent,
        seconds(worstLag),
        secondsBelow);
  }

  private static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.2f s", duration.toMillis() / 1000.0);
  }
}
