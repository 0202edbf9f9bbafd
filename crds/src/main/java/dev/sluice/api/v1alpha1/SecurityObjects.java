package dev.sluice.api.v1alpha1;

/** What happens to security objects when their CanaryRelease is deleted. */
public enum SecurityObjects {
  /** They remain without an owner. */
  Keep,

  /** They are deleted. */
  Remove
}
