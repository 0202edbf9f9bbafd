package dev.sluice.common;

/** Identity of one CanaryRelease. */
public record ReleaseRef(String namespace, String name, String uid) {}
