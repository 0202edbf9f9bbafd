package dev.sluice.traffic;

import java.util.List;
import java.util.Optional;

/**
 * What the canary receives: a share of the requests, requests that match, copies of requests.
 * Immutable.
 *
 * @param weight share of the requests in percent, 0 to 100
 * @param matches requests that go to the canary whatever the weight; any of them is enough
 * @param mirror copies of requests whose answers are dropped
 */
public record Exposure(int weight, List<HttpMatch> matches, Optional<Mirror> mirror) {
  /** The canary receives nothing. */
  public static final Exposure NONE = new Exposure(0, List.of(), Optional.empty());

  /** The canary receives every request. */
  public static final Exposure FULL = weight(100);

  /**
   * Checks the weight.
   *
   * @throws IllegalArgumentException when it is not within 0 to 100
   */
  public Exposure {
    if (weight < 0 || weight > 100) {
      throw new IllegalArgumentException("weight=" + weight + ": want 0 to 100 percent");
    }
    matches = List.copyOf(matches);
  }

  /** A share of the requests and nothing else. */
  public static Exposure weight(int percent) {
    return new Exposure(percent, List.of(), Optional.empty());
  }

  /** The same matches and copies with another weight. */
  public Exposure withWeight(int percent) {
    return percent == weight ? this : new Exposure(percent, matches, mirror);
  }

  /** Whether clients get answers from the canary. Only then must its pods be drained. */
  public boolean servesRequests() {
    return weight > 0 || !matches.isEmpty();
  }

  /** Whether the canary handles requests that can be measured. */
  public boolean isObservable() {
    return servesRequests() || mirror.isPresent();
  }

  /** Whether the canary alone answers, so that no baseline is left to compare it with. */
  public boolean isComplete() {
    return weight == 100;
  }

  /** Whether the canary receives something that it does not receive with {@code other}. */
  public boolean exceeds(Exposure other) {
    boolean moreCopies =
        mirror.isPresent() && (other.mirror.isEmpty() || mirror.get().exceeds(other.mirror.get()));
    return weight > other.weight || !other.matches.containsAll(matches) || moreCopies;
  }
}
