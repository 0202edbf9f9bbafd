package dev.sluice.api.v1alpha1;

public enum Outcome {
  InProgress,
  Promoted,
  RolledBack,
  Superseded,
  Withdrawn
}
