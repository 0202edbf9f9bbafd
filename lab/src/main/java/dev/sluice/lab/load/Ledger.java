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

/** Every request of a run, one by one. */
public final class Ledger {
  private final List<Entry> entries;
  private final KeptRate rate;
  private final boolean ended;

  /**
   * @param entries in any order
   * @param ended whether the run is over, so that every request that was sent has to be there
   */
  Ledger(LoadPlan plan, List<Entry> entries, boolean ended) {
    List<Entry> sorted = new ArrayList<>(entries);
    sorted.sort(Comparator.comparing(Entry::sentAt));
    this.entries = List.copyOf(sorted);
    this.rate = KeptRate.of(plan, sorted, ended);
    this.ended = ended;
  }

  /** The requests of some streams of the plan, as if nothing else had been sent. */
  public Ledger part(LoadPlan part) {
    Set<String> names = part.streams().stream().map(Stream::name).collect(Collectors.toSet());
    return new Ledger(
        part, entries.stream().filter(entry -> names.contains(entry.stream())).toList(), ended);
  }

  /** All requests, in the order in which they were sent. */
  public List<Entry> entries() {
    return entries;
  }

  /** Whether the load generator kept its rate. */
  public KeptRate rate() {
    return rate;
  }

  /** Why the run has no verdict; empty when it has one. */
  public Optional<String> noVerdict() {
    return rate.objection();
  }

  /** Requests whose caller did not get what it asked for. */
  public List<Entry> failures() {
    return entries.stream().filter(Entry::failed).toList();
  }

  /**
   * Failed requests that the bad version did not answer itself: those that no bad release explains.
   *
   * @param badVersion what the bad version stamps on its answers; empty when there is none
   */
  public List<Entry> foreignFailures(String badVersion) {
    return failures().stream()
        .filter(entry -> badVersion.isEmpty() || !entry.version().equals(badVersion))
        .toList();
  }

  /** The requests sent in {@code [from, to)}. */
  public List<Entry> between(Instant from, Instant to) {
    return entries.stream()
        .filter(entry -> !entry.sentAt().isBefore(from) && entry.sentAt().isBefore(to))
        .toList();
  }

  /** Counts per version that answered, in their order; "" is for answers without a stamp. */
  public Map<String, Tally> byVersion() {
    return tally(entries);
  }

  /** Counts of some requests per version that answered. */
  public static Map<String, Tally> tally(List<Entry> entries) {
    Map<String, Tally> counts = new TreeMap<>();
    entries.stream()
        .collect(Collectors.groupingBy(Entry::version))
        .forEach((version, own) -> counts.put(version, Tally.of(own)));
    return counts;
  }

  /** Writes one line a request, with a header line. */
  public void writeCsv(Path file) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write("sent_at,stream,sequence,method,path,status,version,latency_ms,error\n");
      for (Entry entry : entries) {
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
