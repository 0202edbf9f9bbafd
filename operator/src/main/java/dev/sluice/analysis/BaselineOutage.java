package dev.sluice.analysis;

/** Trouble of the baseline that it was not in before the release, and who shares it. */
enum BaselineOutage {
  NONE,
  /** The candidate's requests show that it works. */
  UNSHARED,
  /** The candidate is in trouble too, or has had too few requests to tell. */
  SHARED;

  /** The graver of two metrics' answers. */
  BaselineOutage or(BaselineOutage other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
