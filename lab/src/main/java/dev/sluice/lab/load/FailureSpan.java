package dev.sluice.lab.load;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Failed requests that followed each other within a second.
 *
 * @param from when the first was sent
 * @param to when the last was sent
 * @param causes number of requests by status and error
 */
public record FailureSpan(Instant from, Instant to, SortedMap<String, Integer> causes) {
  private static final Duration GAP = Duration.ofSeconds(1);

  public FailureSpan {
    causes = Collections.unmodifiableSortedMap(new TreeMap<>(causes));
  }

  /**
   * Groups failed requests.
   *
   * @param failures in the order of sending
   */
  public static List<FailureSpan> of(List<LedgerEntry> failures) {
    List<FailureSpan> spans = new ArrayList<>();
    List<LedgerEntry> open = new ArrayList<>();
    for (LedgerEntry failure : failures) {
      if (!open.isEmpty()
          && failure.sentAt().isAfter(open.get(open.size() - 1).sentAt().plus(GAP))) {
        spans.add(span(open));
        open.clear();
      }
      open.add(failure);
    }
    if (!open.isEmpty()) {
      spans.add(span(open));
    }
    return List.copyOf(spans);
  }

  private static FailureSpan span(List<LedgerEntry> failures) {
    SortedMap<String, Integer> causes = new TreeMap<>();
    failures.forEach(failure -> causes.merge(cause(failure), 1, Integer::sum));
    return new FailureSpan(
        failures.get(0).sentAt(), failures.get(failures.size() - 1).sentAt(), causes);
  }

  private static String cause(LedgerEntry entry) {
    String version = entry.version().isEmpty() ? "" : " of " + entry.version();
    String error = entry.error().replaceAll(".*: ", "");
    return entry.status() > 0 ? entry.status() + version : error + version;
  }

  /** For example {@code 12:00:01Z to 12:00:05Z: 47 × 503}, the times as in the log. */
  public String text() {
    return "%s to %s: %s"
        .formatted(
            time(from),
            time(to),
            causes.entrySet().stream()
                .map(cause -> cause.getValue() + " × " + cause.getKey())
                .collect(Collectors.joining(", ")));
  }

  private static String time(Instant at) {
    return at.truncatedTo(ChronoUnit.MILLIS).toString().replaceAll(".*T", "");
  }
}
