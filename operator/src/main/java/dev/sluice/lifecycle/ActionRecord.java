package dev.sluice.lifecycle;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;

/**
 * An action that was carried out.
 *
 * @param action its word; an action of a newer version of Sluice is kept too
 * @param by field manager of the annotation, empty if unknown
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ActionRecord(String action, String by, Instant at) {
  /** Whether it is this action. */
  boolean is(ReleaseAction other) {
    return other.text().equals(action);
  }
}
