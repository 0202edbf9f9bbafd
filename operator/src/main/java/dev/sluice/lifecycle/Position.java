package dev.sluice.lifecycle;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;

/**
 * The stage, and since when.
 *
 * @param enteredAt when the stage was entered
 * @param appliedAt when its changes were first seen in place, or null
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Position(Stage stage, Instant enteredAt, Instant appliedAt) {

  static Position entered(Stage stage, Instant now) {
    return new Position(stage, now, null);
  }

  /** Whether its changes were seen in place. */
  public boolean isApplied() {
    return appliedAt != null;
  }
}
