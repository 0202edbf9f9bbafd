package dev.sluice.lifecycle;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.sluice.workload.PodTemplates;
import dev.sluice.workload.ReplicaSetView;
import java.time.Instant;
import java.util.List;

/**
 * The version that serves before a release, and after it whatever goes wrong in between.
 *
 * @param selector which pods run it
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record StableRevision(
    long revision, String version, List<String> images, StableSelector selector, Instant since) {

  /** What a verified canary runs. */
  static StableRevision onCanary(long revision, String version, List<String> images, Instant now) {
    return new StableRevision(revision, version, images, StableSelector.canary(revision), now);
  }

  /** What a ReplicaSet runs. */
  static StableRevision of(long revision, ReplicaSetView set, Instant now) {
    return new StableRevision(
        revision,
        PodTemplates.version(set.template()),
        PodTemplates.images(set.template()),
        StableSelector.hash(set.hash()),
        now);
  }
}
