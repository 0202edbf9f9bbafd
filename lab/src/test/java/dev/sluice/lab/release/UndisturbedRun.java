package dev.sluice.lab.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.AnalysisContext;
import dev.sluice.analysis.AnalysisEngine;
import dev.sluice.analysis.AnalysisTarget;
import dev.sluice.analysis.Evidence;
import dev.sluice.analysis.Sample;
import dev.sluice.api.v1alpha1.CanaryReleaseSpec;
import dev.sluice.lab.release.EvidenceWatch.WrittenEvidence;
import dev.sluice.metrics.prometheus.PrometheusClient;
import dev.sluice.metrics.prometheus.RecordedSamples;
import dev.sluice.metrics.prometheus.SamplingGrid;
import dev.sluice.metrics.prometheus.tls.Credentials;
import dev.sluice.spec.PolicyReader;
import dev.sluice.spec.ReleasePolicy;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** Computes the evidence of an operator that was never killed, from the recorded requests. */
final class UndisturbedRun {
  /** The sampling grid of the lab's operator. Recorded samples need no lag. */
  private static final SamplingGrid GRID = new SamplingGrid(Duration.ofSeconds(5), Duration.ZERO);

  private final ReleasePolicy policy;
  private final int weight;

  /**
   * @param release the whole CanaryRelease
   * @param weight of its first step, in percent
   */
  UndisturbedRun(Map<String, Object> release, int weight) {
    CanaryReleaseSpec spec =
        Serialization.jsonMapper().convertValue(release.get("spec"), CanaryReleaseSpec.class);
    this.policy = PolicyReader.read(spec).policy();
    this.weight = weight;
  }

  /**
   * The evidence after each block, by the end of the block in Unix seconds, up to the rollback
   * decision.
   *
   * @param written evidence of the operator from the start of the step
   */
  Map<Long, Evidence> blocks(
      InstalledSluice sluice, UsersRelease users, List<WrittenEvidence> written)
      throws RecordedSamples.QueryFailedException {
    WrittenEvidence first = written.get(0);
    assertThat(first.evidence().stepIntervals()).as("the watch saw the beginning").isZero();
    AnalysisTarget target =
        new AnalysisTarget(
            UsersRelease.NAME + "-canary-" + first.revision(),
            UsersRelease.NAME,
            first.block(),
            Optional.of(first.started()),
            Map.of());
    URI prometheus = URI.create(sluice.lab().prometheusUrl());
    RecordedSamples recording =
        RecordedSamples.read(
            new PrometheusClient(prometheus, Credentials.NONE, listener -> {}),
            GRID,
            users.namespace(),
            target,
            written.get(written.size() - 1).block().plusSeconds(30));
    return blocks(first.evidence().time(), recording);
  }

  private Map<Long, Evidence> blocks(long begin, RecordedSamples recording) {
    AnalysisEngine engine = new AnalysisEngine(policy.analysis(), (int) GRID.step().toSeconds());
    AnalysisContext context =
        new AnalysisContext(weight / 100.0, OptionalDouble.empty(), "canary", "stable");
    Map<Long, Evidence> blocks = new TreeMap<>();
    Evidence evidence = engine.begin(begin, recording.baseline());
    blocks.put(evidence.time(), evidence);
    for (Sample sample : recording.steps()) {
      evidence = engine.step(evidence, sample, context);
      blocks.put(evidence.time(), evidence);
      System.out.printf(
          Locale.ROOT,
          "evidence kept: block %s canary requests=%d stable requests=%d evidence=%.4g to 1%n",
          Instant.ofEpochSecond(sample.time()),
          sample.candidate().requests(),
          sample.baseline().requests(),
          Math.exp(engine.verdict(evidence, context, Optional.empty()).logHarm()));
      if (engine.exceedsRollbackThreshold(evidence, context)) {
        return blocks;
      }
    }
    throw new AssertionError("an undisturbed run finds no harm: " + blocks.keySet());
  }
}
