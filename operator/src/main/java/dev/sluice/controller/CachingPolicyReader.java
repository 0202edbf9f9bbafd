package dev.sluice.controller;

import dev.sluice.api.v1alpha1.CanaryReleaseSpec;
import dev.sluice.spec.PolicyReader;
import dev.sluice.spec.ReadPolicy;

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
    return cache.get(spec, PolicyReader::read);
  }
}
