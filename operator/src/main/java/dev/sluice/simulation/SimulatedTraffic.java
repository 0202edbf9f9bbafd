package dev.sluice.simulation;

import dev.sluice.analysis.AnalysisTarget;
import dev.sluice.analysis.MetricsSnapshot;
import dev.sluice.simulation.cluster.SimulatedCluster;
import java.time.Instant;

/** Requests to a simulated cluster, and the metrics of them. */
interface SimulatedTraffic {

  /** Advances the time to {@code now} without a change of the cluster. */
  void advance(Instant now, SimulatedCluster cluster);

  /** Time of the next sample that is not available at {@code now}. */
  Instant nextSampleAt(Instant now);

  /** The metrics of the target that the sampler would return at {@code now}. */
  MetricsSnapshot snapshot(AnalysisTarget target, Instant now);

  /** Requests to the new version so far. */
  long canaryRequests();

  /** Failed requests of the new version beyond the share of the stable version, so far. */
  double excessErrors();
}
