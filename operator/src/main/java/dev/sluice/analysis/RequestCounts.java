package dev.sluice.analysis;

import dev.sluice.analysis.evidence.Counts;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Requests that one workload answered in one span of time, whole numbers.
 *
 * @param answers requests by how they ended
 * @param durations requests that took at most so many milliseconds, per bound of the histogram, the
 *     last bound being infinity; empty where there is no histogram
 */
public record RequestCounts(Map<Answer, Long> answers, SortedMap<Double, Long> durations) {
  public static final RequestCounts NONE = new RequestCounts(Map.of(), new TreeMap<>());

  /**
   * How requests ended.
   *
   * @param http status of the answer; 0 where the caller went away before there was one
   * @param grpc number of the gRPC status; empty where it was no gRPC
   */
  public record Answer(String http, String grpc) {}

  /** Requests and those of them that are errors by the rule. */
  public Counts errors(MetricRule.Errors rule) {
    long requests = 0;
    long errors = 0;
    for (Map.Entry<Answer, Long> entry : answers.entrySet()) {
      Answer answer = entry.getKey();
      // A caller that went away says nothing of the version.
      if (answer.http().equals("0")) {
        continue;
      }
      requests += entry.getValue();
      errors += error(rule, answer) ? entry.getValue() : 0;
    }
    return new Counts(requests, errors);
  }

  private static boolean error(MetricRule.Errors rule, Answer answer) {
    for (String status : rule.http()) {
      if (status.endsWith("xx")
          ? answer.http().regionMatches(0, status, 0, 1)
          : answer.http().equals(status)) {
        return true;
      }
    }
    if (answer.grpc().isEmpty()) {
      return false;
    }
    for (int status : rule.grpc()) {
      if (answer.grpc().equals(Integer.toString(status))) {
        return true;
      }
    }
    return false;
  }

  /** Requests and those of them that took longer than {@code millis}, a bound of the histogram. */
  public Counts slower(double millis) {
    Long all = durations.get(Double.POSITIVE_INFINITY);
    Long within = durations.get(millis);
    return all == null || within == null ? Counts.NONE : new Counts(all, Math.max(0, all - within));
  }

  /** All requests, also those whose caller went away. */
  public long requests() {
    long requests = 0;
    for (long ended : answers.values()) {
      requests += ended;
    }
    return requests;
  }

  /** All together. */
  public static RequestCounts sum(List<RequestCounts> tallies) {
    Map<Answer, Long> answers = new java.util.HashMap<>();
    SortedMap<Double, Long> durations = new TreeMap<>();
    for (RequestCounts tally : tallies) {
      tally.answers.forEach((answer, count) -> answers.merge(answer, count, Long::sum));
      tally.durations.forEach((bound, count) -> durations.merge(bound, count, Long::sum));
    }
    return new RequestCounts(answers, durations);
  }
}
