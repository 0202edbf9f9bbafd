package dev.sluice.api.v1alpha1;

/** Mutual TLS on the pods of both versions. */
public enum MtlsMode {
  /** Plaintext is refused. */
  Strict,

  /** Plaintext and mutual TLS are accepted. */
  Permissive
}
