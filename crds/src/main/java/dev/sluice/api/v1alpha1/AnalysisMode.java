package dev.sluice.api.v1alpha1;

/** What an analysis may do. */
public enum AnalysisMode {
  /** Holds a release and rolls back a bad canary. */
  Enforce,

  /** Reports results in status only. */
  Observe,

  /** Measures nothing. */
  Off
}
