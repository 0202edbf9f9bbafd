package dev.sluice.analysis;

/** What a judgement may do. */
public enum Enforcement {
  /** It may hold a release and take it back. */
  ENFORCE,
  /** It is shown and moves nothing. */
  OBSERVE,
  /** It is not made. */
  OFF
}
