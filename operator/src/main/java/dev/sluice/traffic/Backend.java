package dev.sluice.traffic;

import java.util.Map;

/**
 * The pods on one side of a route.
 *
 * @param podLabels labels that select them among the Service's pods; empty for all of them
 */
public record Backend(Map<String, String> podLabels) {
  /** Every endpoint of the Service. */
  public static final Backend WHOLE_SERVICE = new Backend(Map.of());

  /** Whether it is every endpoint of the Service. */
  public boolean isWholeService() {
    return podLabels.isEmpty();
  }

  /** As in {@code kubectl get pods -l}. */
  @Override
  public String toString() {
    return isWholeService()
        ? "whole Service"
        : String.join(
            ",",
            podLabels.entrySet().stream()
                .map(label -> label.getKey() + "=" + label.getValue())
                .sorted()
                .toList());
  }
}
