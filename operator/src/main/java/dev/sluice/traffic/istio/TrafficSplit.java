package dev.sluice.traffic.istio;

import java.util.Map;

/**
 * How a service's users are shared out between its two subsets.
 *
 * @param stable pod labels of subset {@code stable}; none means all endpoints of the Service
 * @param canary pod labels of subset {@code canary}
 * @param weight users of the canary, in percent, 0 to 100
 */
public record TrafficSplit(Map<String, String> stable, Map<String, String> canary, int weight) {
  public TrafficSplit {
    if (weight < 0 || weight > 100) {
      throw new IllegalArgumentException("weight=" + weight + ": want 0 to 100 percent");
    }
  }
}
