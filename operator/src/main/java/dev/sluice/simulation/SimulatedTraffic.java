package dev.sluice.simulation;

import dev.sluice.analysis.AnalysisTarget;
import dev.sluice.analysis.MetricsSnapshot;
import java.time.Instant;

/** Who sends requests, and what is measured of them. */
interface SimulatedTraffic {

  /** Time passes up to {@code now} while the cluster is as it is. */
  void pass(Instant now, SimulatedCluster cluster);

  /** When the next step of the grid can be seen that cannot be at {@code now}. */
  Instant next(Instant now);

  /** What the sampler would say of this trial at {@code now}. */
  MetricsSnapshot samples(AnalysisTarget trial, Instant now);

  /** Requests that the new version got so far. */
  long canaryRequests();

  /** Failed requests of the new version so far, beyond those of the old one. */
  double hurt();
}
