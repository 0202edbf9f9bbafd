package dev.sluice.plan;

import dev.sluice.common.ObjectKey;
import dev.sluice.common.Unstructured;
import dev.sluice.lifecycle.Turn;
import dev.sluice.traffic.DesiredObject;
import dev.sluice.traffic.Tier;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which objects wait until proxies know those that they need: a route to a subset that a proxy does
 * not know loses every request, and so does a rule about tokens that it does not read.
 *
 * @param desired all objects of the mesh
 */
record TierOrder(Turn turn, List<DesiredObject> desired) {

  /**
   * Until when an object must not be created; {@link Instant#MAX} while one that it needs does not
   * exist. Empty if it exists, or may be created now.
   */
  Optional<Instant> waitsUntil(DesiredObject wanted) {
    return Optional.of(wanted)
        .filter(
            object ->
                !turn.observed().self().deleting()
                    && turn.observed().owned().get(object.key()).isEmpty())
        .flatMap(object -> prerequisite(object.tier()))
        .flatMap(this::knownAt)
        .filter(known -> turn.now().isBefore(known));
  }

  /** The tier that proxies must know before an object of this one is created. */
  private static Optional<Tier> prerequisite(Tier tier) {
    return switch (tier) {
      case SECURITY, DESTINATIONS -> Optional.empty();
      case AUTHORIZATION -> Optional.of(Tier.SECURITY);
      case ROUTES, STEP_EXTRAS -> Optional.of(Tier.DESTINATIONS);
    };
  }

  private Optional<Instant> knownAt(Tier tier) {
    return desired.stream()
        .filter(other -> other.tier() == tier)
        .map(other -> knownAt(other.key()))
        .max(Comparator.naturalOrder());
  }

  private Instant knownAt(ObjectKey key) {
    Optional<Map<String, Object>> there = turn.observed().owned().get(key);
    return there
        .map(object -> Unstructured.text(object, "metadata", "creationTimestamp"))
        .filter(created -> !created.isEmpty())
        .map(Instant::parse)
        // Whole seconds: an object of 12:00:00.9 says 12:00:00.
        .map(created -> created.plus(turn.policy().propagation()).plusSeconds(1))
        .orElse(Instant.MAX);
  }
}
