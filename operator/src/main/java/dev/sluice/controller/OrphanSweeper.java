package dev.sluice.controller;

import dev.sluice.common.ReleaseRef;
import dev.sluice.metrics.ReleaseKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Finds objects of this installation whose CanaryRelease does not exist, and removes them, one
 * release at a time. They are left behind where a finalizer was removed by hand, and where the CRD
 * was replaced.
 *
 * <p>It removes only what carries this installation's annotation, in a namespace that it watches,
 * while the API server serves CanaryReleases and says twice, a minute apart, that there is none of
 * that name. An empty cache proves nothing.
 */
final class OrphanSweeper {
  /** Between two looks, and between the two answers. */
  static final Duration PERIOD = Duration.ofMinutes(1);

  /** A removal that has got no further is given up, and found again. */
  private static final Duration LONGEST_REMOVAL = Duration.ofMinutes(30);

  /** What it does about the releases that it finds. */
  interface Removals {
    /** The release was found to be gone for the first time. */
    void found(ReleaseRef release);

    /** Begins to remove its objects. */
    Removal begin(ReleaseRef release);
  }

  /** The removal of one release's objects. */
  interface Removal {
    /** Does what is to be done now. Returns when it goes further; empty at the end. */
    Optional<Duration> turn();

    /** Everything is removed. */
    void ended();
  }

  private record Active(ReleaseRef release, Removal removal, Instant since) {}

  private final Supplier<List<ReleaseRef>> candidates;
  private final Predicate<ReleaseRef> isGone;
  private final Removals removals;
  private final InstantSource clock;
  private final Map<ReleaseKey, Instant> goneSince = new HashMap<>();
  private Optional<Active> active = Optional.empty();
  private Instant nextSweep = Instant.MIN;

  /**
   * A sweeper at rest.
   *
   * @param candidates releases that this installation's objects belong to and that no cache has
   * @param isGone asks the API server
   */
  OrphanSweeper(
      Supplier<List<ReleaseRef>> candidates,
      Predicate<ReleaseRef> isGone,
      Removals removals,
      InstantSource clock) {
    this.candidates = candidates;
    this.isGone = isGone;
    this.removals = removals;
    this.clock = clock;
  }

  /** Does what is to be done now. Returns when to call it again. */
  Duration turn() {
    Instant now = clock.instant();
    if (active.isPresent()) {
      return remove(active.get(), now);
    }
    if (now.isBefore(nextSweep)) {
      return Duration.between(now, nextSweep);
    }
    nextSweep = now.plus(PERIOD);
    sweep(now);
    return active.isPresent() ? Duration.ZERO : PERIOD;
  }

  private void sweep(Instant now) {
    List<ReleaseRef> missing = candidates.get();
    goneSince.keySet().retainAll(missing.stream().map(OrphanSweeper::key).toList());
    for (ReleaseRef release : missing) {
      if (!isGone.test(release)) {
        goneSince.remove(key(release));
        continue;
      }
      Instant since = goneSince.putIfAbsent(key(release), now);
      if (since == null) {
        removals.found(release);
      } else if (active.isEmpty() && !now.isBefore(since.plus(PERIOD))) {
        active = Optional.of(new Active(release, removals.begin(release), now));
      }
    }
  }

  /** It may be created again in the middle: then the objects are adopted. */
  private Duration remove(Active orphan, Instant now) {
    boolean late = !now.isBefore(orphan.since().plus(LONGEST_REMOVAL));
    Optional<Duration> next =
        late || !isGone.test(orphan.release()) ? Optional.empty() : orphan.removal().turn();
    if (next.isPresent()) {
      return next.get();
    }
    active = Optional.empty();
    goneSince.remove(key(orphan.release()));
    if (!late && isGone.test(orphan.release())) {
      orphan.removal().ended();
    }
    return PERIOD;
  }

  private static ReleaseKey key(ReleaseRef release) {
    return new ReleaseKey(release.namespace(), release.name());
  }
}
