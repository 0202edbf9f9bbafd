package dev.sluice.analysis;

import dev.sluice.analysis.evidence.Counts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Requests that one workload answered in one span of time, whole numbers.
 *
 * @param responses requests by how they ended
 * @param durations requests that took at most so many milliseconds, per bound of the histogram, the
 *     last bound being infinity; empty without a histogram
 */
public record RequestCounts(Map<ResponseClass, Long> responses, SortedMap<Double, Long> durations) {
  public static final RequestCounts NONE = new RequestCounts(Map.of(), new TreeMap<>());

  /** Answered requests, and those of them that are errors. */
  public Counts failed(Predicate<ResponseClass> isError) {
    long requests = 0;
    long errors = 0;
    for (Map.Entry<ResponseClass, Long> entry : responses.entrySet()) {
      ResponseClass response = entry.getKey();
      if (!response.isDisconnected()) {
        requests += entry.getValue();
        errors += isError.test(response) ? entry.getValue() : 0;
      }
    }
    return new Counts(requests, errors);
  }

  /** Requests whose caller waited for the answer. */
  long answered() {
    return failed(response -> false).requests();
  }

  /** All requests, and those of them whose caller gave up before there was an answer. */
  Counts abandoned() {
    long abandoned = 0;
    for (Map.Entry<ResponseClass, Long> entry : responses.entrySet()) {
      abandoned += entry.getKey().isDisconnected() ? entry.getValue() : 0;
    }
    return new Counts(requests(), abandoned);
  }

  /** Requests and those of them that took longer than {@code millis}, a bound of the histogram. */
  public Counts slower(double millis) {
    Long all = durations.get(Double.POSITIVE_INFINITY);
    Long within = durations.get(millis);
    return all == null || within == null ? Counts.NONE : new Counts(all, Math.max(0, all - within));
  }

  /** All requests, also those whose caller disconnected. */
  public long requests() {
    long requests = 0;
    for (long ended : responses.values()) {
      requests += ended;
    }
    return requests;
  }

  /** All of them together. */
  public static RequestCounts sum(List<RequestCounts> all) {
    Map<ResponseClass, Long> responses = new HashMap<>();
    SortedMap<Double, Long> durations = new TreeMap<>();
    for (RequestCounts counts : all) {
      counts.responses.forEach((response, count) -> responses.merge(response, count, Long::sum));
      counts.durations.forEach((bound, count) -> durations.merge(bound, count, Long::sum));
    }
    return new RequestCounts(responses, durations);
  }
}
