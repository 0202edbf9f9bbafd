package dev.sluice.api.v1alpha1;

public enum MtlsMode {
  Strict,
  Permissive
}
