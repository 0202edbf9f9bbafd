package dev.sluice.metrics;

import dev.sluice.analysis.AnalysisTarget;
import dev.sluice.analysis.MetricsSnapshot;
import java.time.Instant;
import java.util.SortedMap;

/**
 * Where the metrics of a release come from. A source collects samples of tracked releases in the
 * background; none of these methods waits for it. Safe for use by several threads.
 */
public interface MetricsSource {
  /** The samples of the release's target as they are known now. */
  MetricsSnapshot snapshot(ReleaseKey release, Instant now);

  /**
   * Configurations that proxies anywhere in the mesh rejected in the last minute, by Istio's short
   * name of their type, such as {@code rds}; empty if there were none, or none are known.
   */
  SortedMap<String, Long> proxyRejects();

  /** Collects samples for this target from now on. Samples that it no longer needs are dropped. */
  void track(ReleaseKey release, AnalysisTarget target);

  /** Collects no more samples for this release. */
  void forget(ReleaseKey release);
}
