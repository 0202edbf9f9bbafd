package dev.sluice.lifecycle;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;
import java.util.List;

/** The version that users had before, and have after, whatever goes wrong in between. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record StableRevision(
    long revision, String version, List<String> images, StableSelector anchor, Instant since) {

  StableRevision at(StableSelector other) {
    return new StableRevision(revision, version, images, other, since);
  }
}
