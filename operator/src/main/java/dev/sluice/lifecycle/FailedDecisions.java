package dev.sluice.lifecycle;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * How often the canary of a release lost its exposure because decisions failed.
 *
 * @param count times
 * @param sluice version of Sluice whose decisions failed
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record FailedDecisions(int count, String sluice) {
  /** Once more; another version of Sluice begins to count again. */
  static FailedDecisions after(FailedDecisions before, String sluice) {
    return new FailedDecisions(
        before == null || !before.sluice.equals(sluice) ? 1 : before.count + 1, sluice);
  }
}
