package dev.sluice.api.v1alpha1;

public enum NoTrafficAction {
  Hold,
  RollBack,
  Advance
}
