package dev.sluice.metrics;

import dev.sluice.analysis.PlaintextTraffic;
import java.util.Optional;
import java.util.Set;

/**
 * Which callers send plaintext requests to a release's pods. A source asks for tracked releases in
 * the background; none of these methods waits for it. Safe for use by several threads.
 */
public interface PlaintextSource {
  /** What was seen; empty before the first query. */
  Optional<PlaintextTraffic> traffic(ReleaseKey release);

  /**
   * Asks from now on.
   *
   * @param workloads names of the Deployments whose pods receive the requests
   */
  void track(ReleaseKey release, Set<String> workloads);

  /** Asks no more for this release. */
  void forget(ReleaseKey release);
}
