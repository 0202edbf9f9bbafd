package dev.sluice.spec;

import dev.sluice.traffic.Exposure;
import java.time.Duration;

/**
 * A step in which requests return from the canary to the Deployment's own pods.
 *
 * @param percent share of the requests for the Deployment's pods, 1 to 100
 */
public record ReturnStep(int percent, Duration minimum, Gate gate) implements Step {
  @Override
  public String name() {
    return "return-" + percent;
  }

  @Override
  public Exposure exposure() {
    return Exposure.weight(100 - percent);
  }
}
