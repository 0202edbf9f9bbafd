package dev.sluice.api.v1alpha1;

/** What a judgement may do. */
public enum AnalysisMode {
  /** It holds a release and takes a bad canary back. */
  Enforce,

  /** It is shown in status and moves nothing. */
  Observe,

  /** It is not made. */
  Off
}
