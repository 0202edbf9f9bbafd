package dev.sluice.lab.load;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts of requests.
 *
 * @param requests total
 * @param failed failed ones, see {@link LedgerEntry#failed}
 * @param statuses number of responses by HTTP status; 0 without a response
 */
public record RequestTally(long requests, long failed, Map<Integer, Long> statuses) {
  /** No requests. */
  public static final RequestTally NONE = new RequestTally(0, 0, Map.of());

  public RequestTally {
    statuses = Collections.unmodifiableMap(new TreeMap<>(statuses));
  }

  static RequestTally of(List<LedgerEntry> entries) {
    Map<Integer, Long> statuses = new TreeMap<>();
    long failed = 0;
    for (LedgerEntry entry : entries) {
      statuses.merge(entry.status(), 1L, Long::sum);
      failed += entry.failed() ? 1 : 0;
    }
    return new RequestTally(entries.size(), failed, statuses);
  }

  /** Difference to an earlier count. */
  public RequestTally since(RequestTally earlier) {
    Map<Integer, Long> more = new TreeMap<>();
    statuses.forEach(
        (status, count) -> {
          long added = count - earlier.statuses.getOrDefault(status, 0L);
          if (added > 0) {
            more.put(status, added);
          }
        });
    return new RequestTally(requests - earlier.requests, failed - earlier.failed, more);
  }
}
