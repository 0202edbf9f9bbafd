package dev.sluice.controller;

import dev.sluice.api.v1alpha1.CanaryReleaseSpec;
import dev.sluice.spec.PolicyReader;
import dev.sluice.spec.ReadPolicy;
import java.util.Optional;

/**
 * Reads specs as policies and caches the results: a spec rarely changes between two decisions.
 * Thread-safe.
 */
public final class CachingPolicyReader {
  private final LruCache<CanaryReleaseSpec, ReadPolicy> cache = new LruCache<>();

  /**
   * Reads as {@link PolicyReader#read} does.
   *
   * @param spec null if there is none
   */
  public ReadPolicy read(CanaryReleaseSpec spec) {
    Optional<ReadPolicy> known = cache.get(spec);
    if (known.isPresent()) {
      return known.get();
    }
    ReadPolicy read = PolicyReader.read(spec);
    cache.put(spec, read);
    return read;
  }
}
