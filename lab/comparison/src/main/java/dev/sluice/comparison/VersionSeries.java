package dev.sluice.comparison;

import dev.sluice.analysis.evidence.Counts;
import java.util.Arrays;

/** One version's counters at each scrape, as Prometheus holds them: they only rise. */
final class VersionSeries {
  private long[] requests = new long[256];
  private long[] errors = new long[256];
  private long[] refused = new long[256];
  private long[] abandoned = new long[256];
  private long[][] within = new long[256][];
  private int scrapes;

  /**
   * One more scrape.
   *
   * @param newRequests of any end
   * @param newWithin requests since the last scrape that took at most each bound, all requests
   *     last; or null
   */
  void add(long newRequests, long newErrors, long newRefused, long newAbandoned, long[] newWithin) {
    if (scrapes + 1 == requests.length) {
      requests = Arrays.copyOf(requests, 2 * scrapes + 2);
      errors = Arrays.copyOf(errors, 2 * scrapes + 2);
      refused = Arrays.copyOf(refused, 2 * scrapes + 2);
      abandoned = Arrays.copyOf(abandoned, 2 * scrapes + 2);
      within = Arrays.copyOf(within, 2 * scrapes + 2);
    }
    scrapes++;
    requests[scrapes] = requests[scrapes - 1] + newRequests;
    errors[scrapes] = errors[scrapes - 1] + newErrors;
    refused[scrapes] = refused[scrapes - 1] + newRefused;
    abandoned[scrapes] = abandoned[scrapes - 1] + newAbandoned;
    if (newWithin != null) {
      long[] before = within[scrapes - 1];
      long[] sum = newWithin.clone();
      for (int i = 0; before != null && i < sum.length; i++) {
        sum[i] += before[i];
      }
      within[scrapes] = sum;
    }
  }

  /** Requests after the scrape {@code from} and up to the scrape {@code to}; 0 is the beginning. */
  long requests(int from, int to) {
    return requests[to] - requests[from];
  }

  long errors(int from, int to) {
    return errors[to] - errors[from];
  }

  long refused(int from, int to) {
    return refused[to] - refused[from];
  }

  long abandoned(int from, int to) {
    return abandoned[to] - abandoned[from];
  }

  /** Requests and those that failed. */
  Counts errorCounts(int from, int to) {
    return new Counts(requests(from, to), errors(from, to));
  }

  /** Requests and those that took longer than a bound. */
  Counts slowCounts(int bucket, int from, int to) {
    long[] counts = within(from, to);
    long all = counts[counts.length - 1];
    return new Counts(all, all - counts[bucket]);
  }

  /** Requests that took at most each bound, all of them last. */
  long[] within(int from, int to) {
    long[] all = within[to].clone();
    for (int i = 0; from > 0 && i < all.length; i++) {
      all[i] -= within[from][i];
    }
    return all;
  }

  /** Share of failed requests, NaN without requests, as a division of two rates has it. */
  double errorShare(int from, int to) {
    return (double) errors(from, to) / requests(from, to);
  }

  /**
   * As PromQL's {@code histogram_quantile}: even within a bucket, the last finite bound for
   * whatever is above it, NaN without requests.
   */
  double quantile(double quantile, int from, int to) {
    long[] counts = within(from, to);
    double rank = quantile * counts[counts.length - 1];
    int bucket = 0;
    while (bucket < counts.length - 1 && counts[bucket] < rank) {
      bucket++;
    }
    if (counts[counts.length - 1] == 0) {
      return Double.NaN;
    }
    if (bucket == counts.length - 1) {
      return Speed.BOUNDS[Speed.BOUNDS.length - 1];
    }
    double low = bucket == 0 ? 0 : Speed.BOUNDS[bucket - 1];
    long below = bucket == 0 ? 0 : counts[bucket - 1];
    return low + (Speed.BOUNDS[bucket] - low) * (rank - below) / (counts[bucket] - below);
  }
}
