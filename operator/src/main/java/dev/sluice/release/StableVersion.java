package dev.sluice.release;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;
import java.util.List;

/** The version that users had before, and have after, whatever goes wrong in between. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record StableVersion(
    long revision, String version, List<String> images, Anchor anchor, Instant since) {

  StableVersion at(Anchor other) {
    return new StableVersion(revision, version, images, other, since);
  }
}
