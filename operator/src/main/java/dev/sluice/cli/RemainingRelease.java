package dev.sluice.cli;

/**
 * A CanaryRelease that still exists.
 *
 * @param why in words for a person
 */
record RemainingRelease(ManagedRelease release, String why) {}
