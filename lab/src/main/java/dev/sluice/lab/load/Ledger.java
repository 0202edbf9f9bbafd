package dev.sluice.lab.load;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** All requests of a run. */
public final class Ledger {
  private final LoadPlan plan;
  private final List<LedgerEntry> entries;
  private final KeptRate rate;
  private final boolean ended;

  /**
   * @param entries in any order
   * @param ended whether the run is over; then every sent request must be present
   */
  Ledger(LoadPlan plan, List<LedgerEntry> entries, boolean ended) {
    this.plan = plan;
    List<LedgerEntry> sorted = new ArrayList<>(entries);
    sorted.sort(Comparator.comparing(LedgerEntry::sentAt));
    this.entries = List.copyOf(sorted);
    this.rate = KeptRate.of(plan, sorted, ended);
    this.ended = ended;
  }

  /** The requests of some streams of the plan, with their rate. */
  public Ledger part(LoadPlan part) {
    Set<String> names = part.streams().stream().map(LoadStream::name).collect(Collectors.toSet());
    return new Ledger(
        part, entries.stream().filter(entry -> names.contains(entry.stream())).toList(), ended);
  }

  /** The requests of this run and of the next one, whose streams get other names. */
  public Ledger followedBy(Ledger next) {
    List<LoadStream> streams = new ArrayList<>(plan.streams());
    next.plan.streams().forEach(stream -> streams.add(stream.named(again(stream.name()))));
    List<LedgerEntry> both = new ArrayList<>(entries);
    next.entries.forEach(entry -> both.add(entry.of(again(entry.stream()))));
    return new Ledger(new LoadPlan(streams), both, ended && next.ended);
  }

  private String again(String name) {
    String other = name;
    while (plan.has(other)) {
      other += "again";
    }
    return other;
  }

  /** All requests, in the order of sending. */
  public List<LedgerEntry> entries() {
    return entries;
  }

  /** Whether the load generator kept its rate. */
  public KeptRate rate() {
    return rate;
  }

  /** Why the run has no verdict; empty if it has one. */
  public Optional<String> noVerdict() {
    return rate.objection();
  }

  /** Failed requests. */
  public List<LedgerEntry> failures() {
    return entries.stream().filter(LedgerEntry::failed).toList();
  }

  /**
   * Failed requests that are not a response of the bad version.
   *
   * @param badVersion the version in the responses of the bad version; empty if there is none
   */
  public List<LedgerEntry> foreignFailures(String badVersion) {
    return failures().stream()
        .filter(entry -> badVersion.isEmpty() || !entry.version().equals(badVersion))
        .toList();
  }

  /** The requests sent in {@code [from, to)}. */
  public List<LedgerEntry> between(Instant from, Instant to) {
    return entries.stream()
        .filter(entry -> !entry.sentAt().isBefore(from) && entry.sentAt().isBefore(to))
        .toList();
  }

  /** Counts per responding version; "" for responses without a version. */
  public Map<String, RequestTally> byVersion() {
    return tally(entries);
  }

  /** Counts of some requests per responding version. */
  public static Map<String, RequestTally> tally(List<LedgerEntry> entries) {
    Map<String, RequestTally> counts = new TreeMap<>();
    entries.stream()
        .collect(Collectors.groupingBy(LedgerEntry::version))
        .forEach((version, own) -> counts.put(version, RequestTally.of(own)));
    return counts;
  }

  /** Writes a header line and one line per request. */
  public void writeCsv(Path file) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write("sent_at,stream,sequence,method,path,status,version,latency_ms,error\n");
      for (LedgerEntry entry : entries) {
        out.write(
            String.join(
                ",",
                entry.sentAt().toString(),
                entry.stream(),
                String.valueOf(entry.sequence()),
                entry.method(),
                quoted(entry.path()),
                String.valueOf(entry.status()),
                quoted(entry.version()),
                String.valueOf(entry.latency().toNanos() / 1e6),
                quoted(entry.error())));
        out.write('\n');
      }
    }
  }

  private static String quoted(String text) {
    return '"' + text.replace("\"", "\"\"") + '"';
  }
}
