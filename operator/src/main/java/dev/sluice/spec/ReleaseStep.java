package dev.sluice.spec;

import dev.sluice.traffic.Exposure;
import java.time.Duration;

/** A step on the way to the promotion. */
public record ReleaseStep(String name, Exposure exposure, Duration minimum, Gate gate)
    implements Step {
  /** Share of the requests for the canary in percent, 0 to 100. */
  public int weight() {
    return exposure.weight();
  }
}
