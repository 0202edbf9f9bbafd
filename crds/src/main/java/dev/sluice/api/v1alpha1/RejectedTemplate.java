package dev.sluice.api.v1alpha1;

public enum RejectedTemplate {
  KeepPaused,
  Resume
}
