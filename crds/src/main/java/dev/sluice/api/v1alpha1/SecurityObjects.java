package dev.sluice.api.v1alpha1;

public enum SecurityObjects {
  Keep,
  Remove
}
