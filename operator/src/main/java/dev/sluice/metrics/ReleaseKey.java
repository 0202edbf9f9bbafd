package dev.sluice.metrics;

/** Namespace and name of a CanaryRelease. */
public record ReleaseKey(String namespace, String name) {}
