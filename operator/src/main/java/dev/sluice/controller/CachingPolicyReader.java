package dev.sluice.controller;

import dev.sluice.api.v1alpha1.CanaryReleaseSpec;
import dev.sluice.spec.PolicyReader;
import java.util.Optional;

/**
 * Specs as policies. A spec hardly ever changes between two decisions: what was lately read is
 * remembered. Thread-safe.
 */
public final class CachingPolicyReader {
  private final LruCache<CanaryReleaseSpec, PolicyReader.Result> lately = new LruCache<>();

  /**
   * Reads as {@link PolicyReader#read} does.
   *
   * @param spec null where there is none
   */
  public PolicyReader.Result read(CanaryReleaseSpec spec) {
    Optional<PolicyReader.Result> known = lately.get(spec);
    if (known.isPresent()) {
      return known.get();
    }
    PolicyReader.Result read = PolicyReader.read(spec);
    lately.put(spec, read);
    return read;
  }
}
