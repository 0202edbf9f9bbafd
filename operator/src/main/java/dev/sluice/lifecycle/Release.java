package dev.sluice.lifecycle;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sluice.api.v1alpha1.Outcome;
import dev.sluice.messages.Reason;
import dev.sluice.workload.DeploymentView;
import dev.sluice.workload.PodTemplates;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The release in progress, or the last one.
 *
 * @param reason one word, for programs
 * @param message one sentence, to be read
 * @param finishedAt null while in progress
 * @param actions what people ordered and was carried out, oldest first
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
    Instant finishedAt,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<ActionRecord> actions) {

  /** Checkpoints of earlier versions have no actions. */
  public Release {
    actions = actions == null ? List.of() : List.copyOf(actions);
  }

  static Release started(long revision, String version, List<String> images, Instant now) {
    return new Release(
        revision,
        version,
        images,
        Outcome.InProgress,
        Reason.InProgress.name(),
        "",
        now,
        null,
        List.of());
  }

  /** Whether it is over. */
  public boolean isFinished() {
    return finishedAt != null;
  }

  /** Whether it is on its way to this end, finished or not. */
  public boolean isEndingAs(Outcome end) {
    return outcome == end;
  }

  /** Whether the Deployment asks for its version and images. */
  boolean isOf(DeploymentView deployment) {
    return version.equals(PodTemplates.version(deployment.template()))
        && images.equals(PodTemplates.images(deployment.template()));
  }

  Release endingAs(Outcome end, Reason reason, String message) {
    return new Release(
        revision, version, images, end, reason.name(), message, startedAt, null, actions);
  }

  Release finishedAt(Instant now) {
    return new Release(
        revision, version, images, outcome, reason, message, startedAt, now, actions);
  }

  Release with(ActionRecord action) {
    List<ActionRecord> all = new ArrayList<>(actions);
    all.add(action);
    return new Release(
        revision, version, images, outcome, reason, message, startedAt, finishedAt, all);
  }

  /** The order of a person to roll it back, if there is one. */
  Optional<ActionRecord> rollbackOrder() {
    return actions.stream().filter(action -> action.is(ReleaseAction.ROLLBACK)).findFirst();
  }

  /** Whether a person ordered its promotion. */
  public boolean isPromotionOrdered() {
    return actions.stream().anyMatch(action -> action.is(ReleaseAction.PROMOTE));
  }
}
