package dev.sluice.spec;

/** What happens to a release that was held for too long. */
public enum TimeoutAction {
  HOLD,
  ROLL_BACK,
  ADVANCE
}
