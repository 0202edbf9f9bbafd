package dev.sluice.release;

import dev.sluice.api.v1alpha1.CanaryReleaseSpec;
import java.util.Optional;

/**
 * Specs as policies. A spec hardly ever changes between two decisions: what was lately read is
 * remembered. Thread-safe.
 */
public final class Policies {
  private final Remembered<CanaryReleaseSpec, PolicyReader.Result> lately = new Remembered<>();

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
