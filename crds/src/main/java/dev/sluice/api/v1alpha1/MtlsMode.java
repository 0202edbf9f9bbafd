package dev.sluice.api.v1alpha1;

/** Mutual TLS mode of the pods of both versions. */
public enum MtlsMode {
  /** Rejects plaintext. */
  Strict,

  /** Accepts plaintext and mutual TLS. */
  Permissive
}
