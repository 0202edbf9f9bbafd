package dev.sluice.lifecycle;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sluice.api.v1alpha1.Outcome;
import java.time.Instant;
import java.util.List;

/**
 * The release in progress, or the last one.
 *
 * @param reason one word for machines
 * @param message one sentence for people
 * @param finishedAt null while in progress
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Release(
    long revision,
    String version,
    List<String> images,
    Outcome outcome,
    String reason,
    String message,
    Instant startedAt,
    Instant finishedAt) {

  static Release begun(long revision, String version, List<String> images, Instant now) {
    return new Release(revision, version, images, Outcome.InProgress, "InProgress", "", now, null);
  }

  public boolean finished() {
    return finishedAt != null;
  }

  /** Whether it is on its way to this end, finished or not. */
  public boolean ends(Outcome end) {
    return outcome == end;
  }

  Release of(String version, List<String> images) {
    return new Release(revision, version, images, outcome, reason, message, startedAt, finishedAt);
  }

  Release ending(Outcome end, String reason, String message) {
    return new Release(revision, version, images, end, reason, message, startedAt, null);
  }

  Release finishedAt(Instant now) {
    return new Release(revision, version, images, outcome, reason, message, startedAt, now);
  }
}
