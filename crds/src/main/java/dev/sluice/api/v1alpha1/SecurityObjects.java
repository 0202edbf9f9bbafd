package dev.sluice.api.v1alpha1;

/** What becomes of security objects when their CanaryRelease is deleted. */
public enum SecurityObjects {
  /** They stay, owned by nobody. */
  Keep,

  /** They are deleted. */
  Remove
}
