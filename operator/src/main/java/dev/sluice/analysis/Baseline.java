package dev.sluice.analysis;

import dev.sluice.analysis.evidence.Counts;
import dev.sluice.analysis.evidence.Dispersion;
import java.util.List;

/**
 * What the baseline did in the half hour before the release.
 *
 * @param history its requests, oldest interval of the sampling grid first
 * @param reporter whose proxies count, before and in the release
 * @param unattributedShare of the service's requests in the best five minutes that failed before a
 *     pod was chosen, 0 to 1
 */
public record Baseline(List<RequestCounts> history, Reporter reporter, double unattributedShare) {
  /** Of a version of which nothing is known. */
  public static final Baseline UNKNOWN = new Baseline(List.of(), Reporter.SOURCE);

  /**
   * All attempts of a request stay in one subset, and a workload's own proxies count each of them:
   * the first and, by Istio's default, two more.
   */
  private static final double ATTEMPTS = 3;

  /** Where every request reached a pod. */
  public Baseline(List<RequestCounts> history, Reporter reporter) {
    this(history, reporter, 0);
  }

  /** Makes the list unmodifiable. */
  public Baseline {
    history = List.copyOf(history);
  }

  /** Clumps in which requests of this kind come, see {@link Dispersion#phi}. */
  double phi(List<Counts> counts, double cap) {
    double seen = Dispersion.phi(counts, cap);
    return reporter == Reporter.DESTINATION ? Math.max(ATTEMPTS, seen) : seen;
  }
}
