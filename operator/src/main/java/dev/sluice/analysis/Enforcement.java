package dev.sluice.analysis;

/** What an analysis may do. */
public enum Enforcement {
  /** It may hold a release and roll it back. */
  ENFORCE,
  /** It is shown and changes nothing. */
  OBSERVE,
  /** It does not run. */
  OFF
}
