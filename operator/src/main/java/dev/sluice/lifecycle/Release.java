package dev.sluice.lifecycle;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.messages.Reason;
import java.time.Instant;
import java.util.List;

/**
 * The release in progress, or the last one.
 *
 * @param reason one word, for programs
 * @param message one sentence, to be read
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

  static Release started(long revision, String version, List<String> images, Instant now) {
    return new Release(
        revision, version, images, Outcome.InProgress, Reason.InProgress.name(), "", now, null);
  }

  /** Whether it is over. */
  public boolean isFinished() {
    return finishedAt != null;
  }

  /** Whether it is on its way to this end, finished or not. */
  public boolean isEndingAs(Outcome end) {
    return outcome == end;
  }

  Release replacedBy(String version, List<String> images) {
    return new Release(revision, version, images, outcome, reason, message, startedAt, finishedAt);
  }

  Release endingAs(Outcome end, Reason reason, String message) {
    return new Release(revision, version, images, end, reason.name(), message, startedAt, null);
  }

  Release finishedAt(Instant now) {
    return new Release(revision, version, images, outcome, reason, message, startedAt, now);
  }
}
